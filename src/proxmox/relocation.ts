import type { Guest } from "./resources.ts";
import type { Inventory } from "./inventory.ts";
import { ApiError } from "../wire/errors.ts";
import { TaskFailedError } from "./task_report.ts";

/**
 * What a node says of a guest that it does not (or no longer) own; recorded for each call in the cluster.
 *
 * `not running` is among them: a node answers so for a container that runs on another node.
 */
const saysElsewhere =
  /Configuration file '.*' does not exist|unable to find configuration file for VM \d+|^(CT|VM) \d+ not running/;

/** Tells whether Proxmox's words may come from a node that the guest has left. */
export function mayHaveMoved(reason: string): boolean {
  return saysElsewhere.test(reason);
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
    if (!mayHaveMoved(refusal(error))) throw error;
    const now = await inventory.guest(guest.vmid, { fresh: true, signal });
    if (now.node === guest.node) throw error;
    return await action(now);
  }
}

function refusal(error: unknown): string {
  if (error instanceof ApiError) return error.reason;
  return error instanceof TaskFailedError ? error.exitStatus : "";
}
