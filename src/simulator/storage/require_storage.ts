import { failure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { isDisabled, servesNode, type Storage } from "../cluster/storage.ts";

/**
 * A storage that can be used on a node.
 *
 * @throws {ApiFailure} 500 when it does not exist, is switched off or does not serve the node
 */
export function requireStorage(cluster: Cluster, id: string, node: string): Storage {
  const storage = cluster.storage(id);
  if (storage === undefined) throw failure(`storage '${id}' does not exist`);
  if (isDisabled(storage)) throw failure(`storage '${id}' is disabled`);
  if (!servesNode(storage, node)) throw failure(`storage '${id}' is not available on node '${node}'`);
  return storage;
}
