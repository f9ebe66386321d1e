import { ownNode } from "../proxmox/own_node.ts";
import { ExplainedError } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import type { Proxmox } from "../proxmox/proxmox.ts";
import type { NodeRow } from "../proxmox/resources.ts";

/** A node that is not in the cluster. */
export class UnknownNodeError extends ExplainedError {
  override readonly name = "UnknownNodeError";
}

/**
 * Finds a node by its name, whatever its case.
 *
 * Proxmox itself looks an unknown name up in DNS, which takes seconds and ends in a strange error, so it is never asked.
 *
 * @throws {UnknownNodeError} naming the nodes there are; {PolicyError} when the lists keep it out of reach.
 */
export async function knownNode(proxmox: Proxmox, node: string): Promise<NodeRow> {
  proxmox.checkNode(node);
  const { nodes } = await proxmox.resources();
  const row = nodes.find((known) => known.node === node) ??
    nodes.find((known) => known.node.toLowerCase() === node.toLowerCase());
  if (row !== undefined) return row;
  const names = nodes.map((known) => known.node);
  const near = nearest(node, names);
  throw new UnknownNodeError(`There is no node ${node}.`, {
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}The nodes are: ${
      names.slice(0, 60).join(", ")
    }.`,
  });
}

/** The name of the node that a list is narrowed to, as the cluster spells it. @throws {UnknownNodeError} */
export async function nodeFilter(proxmox: Proxmox, node: string | undefined): Promise<string | undefined> {
  return node === undefined ? undefined : (await knownNode(proxmox, node)).node;
}

/**
 * Chooses the node to ask where a call names none: the configured one, else the one that the configured host is, else the
 * first that is online.
 *
 * @throws {UnknownNodeError} when a name is given or configured that the cluster does not know.
 */
export async function nodeOrDefault(proxmox: Proxmox, node: string | undefined): Promise<NodeRow> {
  const name = node ?? proxmox.defaultNode;
  if (name !== undefined) return await knownNode(proxmox, name);
  const { nodes } = await proxmox.resources();
  const online = nodes.filter((known) => known.status === "online");
  const own = online.length > 1 ? await ownNode(proxmox) : undefined;
  const row = online.find((known) => known.node === own) ?? online[0] ?? nodes[0];
  if (row !== undefined) return row;
  throw new UnknownNodeError("No node is visible.", { remedy: "Give node= with the node's short name." });
}
