import type { ClusterNode } from "../cluster/node.ts";
import type { NodeServer } from "./node_server.ts";

/** A server and the address it listens on. */
export interface Listening {
  readonly server: NodeServer;
  readonly host: string;
}

type Listen = (
  node: ClusterNode,
  address: { readonly host: string; readonly port: number },
) => Promise<NodeServer>;

/** How often another port is tried when one of the addresses has it taken. */
const TRIES = 20;

/**
 * Starts a server for each node, on one port of an address of its own: 127.0.0.1, 127.0.0.2, ... by node id.
 *
 * Where the system has 127.0.0.1 alone, all listen there on ports of their own; then only the first node can be reached by its address,
 * and the way to the others leads through it.
 */
export async function listenOnLoopback(
  nodes: readonly ClusterNode[],
  port: number,
  listen: Listen,
): Promise<Map<string, Listening>> {
  for (let left = TRIES;; left--) {
    const servers = new Map<string, Listening>();
    try {
      await listenOnOnePort(nodes, { port, listen, servers });
      return servers;
    } catch (error) {
      const isTaken = hasCode(error, "EADDRINUSE") && port === 0 && left > 0;
      if (!isTaken && !hasCode(error, "EADDRNOTAVAIL")) throw error;
      await Promise.all([...servers.values()].map(({ server }) => server.close()));
      if (!isTaken) return await listenOnOneAddress(nodes, port, listen);
    }
  }
}

async function listenOnOnePort(
  nodes: readonly ClusterNode[],
  order: { readonly port: number; readonly listen: Listen; readonly servers: Map<string, Listening> },
): Promise<void> {
  let { port } = order;
  for (const node of nodes) {
    const host = `127.0.0.${node.nodeid}`;
    const server = await order.listen(node, { host, port });
    order.servers.set(node.name, { server, host });
    port = server.port;
  }
}

async function listenOnOneAddress(
  nodes: readonly ClusterNode[],
  port: number,
  listen: Listen,
): Promise<Map<string, Listening>> {
  const servers = new Map<string, Listening>();
  const host = "127.0.0.1";
  for (const [index, node] of nodes.entries()) {
    servers.set(node.name, { server: await listen(node, { host, port: index === 0 ? port : 0 }), host });
  }
  return servers;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
