import type { Guest } from "./resources.ts";
import type { Inventory } from "./inventory.ts";
import { isMissingGuest, isNotRunning } from "../wire/conditions.ts";
import { TaskFailedError } from "./task_report.ts";

/**
 * Tells whether a failure may come from a node that the guest has left.
 *
 * `not running` is among the answers: a node says so of a container that runs on another node.
 */
export function mayHaveMoved(error: unknown): boolean {
  const words = error instanceof TaskFailedError ? error.exitStatus : error;
  return isMissingGuest(words) || isNotRunning(words);
}

/**
 * Does something with a guest on the node that has it, and once more on the new node when it moved in between.
 *
 * A node that does not own the guest refuses without doing anything, at once or in the task it starts, so trying again is
 * safe even for changes.
 */
export async function whereverItIs<Result>(
  inventory: Inventory,
  guest: Guest,
  signal: AbortSignal | undefined,
  action: (guest: Guest) => Promise<Result>,
): Promise<Result> {
  try {
    return await action(guest);
  } catch (error) {
    if (!mayHaveMoved(error)) throw error;
    const now = await inventory.guest(guest.vmid, { fresh: true, signal });
    if (now.node === guest.node) throw error;
    return await action(now);
  }
}
