import type { Guest } from "./resources.ts";
import type { Inventory } from "./inventory.ts";
import { ApiError } from "../wire/errors.ts";

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
 * A node that does not own the guest refuses without doing anything, so trying again is safe even for changes.
 * `failure` reads the refusal out of a result that is no exception (a task's exit status).
 */
export async function whereverItIs<Result>(
  inventory: Inventory,
  guest: Guest,
  signal: AbortSignal | undefined,
  action: (guest: Guest) => Promise<Result>,
  failure: (result: Result) => string | undefined = () => undefined,
): Promise<Result> {
  let first: { readonly result: Result } | { readonly error: unknown };
  try {
    const result = await action(guest);
    const reason = failure(result);
    if (reason === undefined || !mayHaveMoved(reason)) return result;
    first = { result };
  } catch (error) {
    if (!(error instanceof ApiError) || !mayHaveMoved(error.reason)) throw error;
    first = { error };
  }
  const now = await inventory.guest(guest.vmid, { fresh: true, signal });
  if (now.node !== guest.node) return await action(now);
  if ("error" in first) throw first.error;
  return first.result;
}
