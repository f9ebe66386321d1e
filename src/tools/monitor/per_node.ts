import { askNodes, type NodeAnswers } from "../../proxmox/ask_nodes.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { knownNode } from "../node_reference.ts";

/**
 * Asks the node that is named, or else every node of the cluster that is online, and names those that do not answer.
 *
 * @throws {UnknownNodeError} for a name that the cluster does not know.
 */
export async function perNode<Value>(
  proxmox: Proxmox,
  node: string | undefined,
  ask: (node: string) => Promise<Value>,
): Promise<NodeAnswers<Value>> {
  if (node !== undefined) {
    const { node: name } = await knownNode(proxmox, node);
    return { answers: [{ node: name, value: await ask(name) }], unread: [] };
  }
  const { nodes } = await proxmox.resources();
  const online = nodes.filter((row) => row.status === "online").map((row) => row.node);
  const offline = nodes.filter((row) => row.status !== "online").map((row) => `${row.node} (${row.status})`);
  const { answers, unread } = await askNodes(online, ask);
  return { answers, unread: [...unread, ...offline] };
}

/** The line about nodes that did not answer, to end an answer with; empty when all did. */
export function unreadLine(unread: readonly string[]): string {
  return unread.length === 0 ? "" : `\nNot answered: ${unread.join("; ")}.`;
}
