import { ExplainedError } from "../text/explained.ts";
import { nearest } from "../text/nearest.ts";
import type { Proxmox } from "../proxmox/proxmox.ts";
import type { StorageRow } from "../proxmox/resources.ts";

/** A storage that is not in the cluster, or not on the node that was named. */
export class UnknownStorageError extends ExplainedError {
  override readonly name = "UnknownStorageError";
}

/**
 * Finds a storage on the named node, or on one where it is available.
 *
 * @throws {UnknownStorageError} naming the storages or nodes there are; {PolicyError} when the lists keep it out of reach.
 */
export async function storageAt(
  proxmox: Proxmox,
  storage: string,
  node: string | undefined,
): Promise<StorageRow> {
  proxmox.checkStorage(storage);
  const { storages } = await proxmox.resources();
  const rows = storages.filter((row) => row.storage === storage);
  const [first] = rows;
  if (first === undefined) {
    const names = [...new Set(storages.map((row) => row.storage))];
    const near = nearest(storage, names);
    throw new UnknownStorageError(`No storage ${storage} is visible.`, {
      remedy: `${near === undefined ? "" : `Did you mean ${near}? `}${
        names.length === 0
          ? "The login lacks Datastore.Audit on /storage."
          : `The storages are: ${names.slice(0, 60).join(", ")}.`
      }`,
    });
  }
  const wanted = node ?? proxmox.defaultNode;
  const found = rows.find((row) => row.node === wanted);
  if (found !== undefined) return found;
  if (node !== undefined) {
    throw new UnknownStorageError(`Node ${node} does not have the storage ${storage}.`, {
      remedy: `It is on ${rows.map((row) => row.node).join(", ")}.`,
    });
  }
  return rows.find((row) => row.status === "available") ?? first;
}

/** The other nodes that have a storage of the same name with a content of its own: none where it is shared. */
export async function sameNameElsewhere(proxmox: Proxmox, row: StorageRow): Promise<readonly string[]> {
  if (row.shared) return [];
  const { storages } = await proxmox.resources();
  return storages.filter((other) => other.storage === row.storage && other.node !== row.node)
    .map((other) => other.node);
}
