import { failure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ClusterNode } from "../cluster/node.ts";

/**
 * The member with that name.
 *
 * @throws {ApiFailure} 500 when there is none; calls through the dispatcher have been refused before
 */
export function requireNode(cluster: Cluster, name: string): ClusterNode {
  const node = cluster.node(name);
  if (node === undefined) throw failure(`no such cluster node '${name}'`);
  return node;
}
