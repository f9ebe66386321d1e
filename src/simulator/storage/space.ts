import { spaceOn, type Storage } from "../cluster/storage.ts";
import type { Faults } from "../faults/faults.ts";

/** How full a storage is on a node, in bytes; the "full" fault leaves nothing. */
export function freeSpace(
  faults: Faults,
  storage: Storage,
  node: string,
): { readonly total: number; readonly used: number; readonly avail: number } {
  const { total, used } = spaceOn(storage, node);
  if (faults.isFull(storage.storage)) return { total, used: total, avail: 0 };
  return { total, used, avail: Math.max(0, total - used) };
}
