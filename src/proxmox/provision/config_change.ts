import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import type { Connection } from "../connection.ts";
import { type GuestConfig, guestConfig, pendingChanges } from "../guest_config.ts";
import type { ConfigChange } from "../guest_options/option_change.ts";
import { guestPath } from "../guest_status.ts";
import type { Guest } from "../resources.ts";
import { startedTask } from "../task.ts";
import type { Upid } from "../upid.ts";

/** The configuration is not the one that the caller knows. */
export class ConfigChangedError extends ExplainedError {
  override readonly name = "ConfigChangedError";
}

/**
 * Changes a guest's options, unless the configuration is no longer the one that the change was computed from.
 *
 * Source: `PUT .../config`, which answers null.
 *
 * @throws {ApiError} that `isChangedMeanwhile` knows when somebody else was faster.
 */
export async function changeConfig(
  connection: Connection,
  guest: Guest,
  seen: GuestConfig,
  change: ConfigChange,
): Promise<void> {
  await connection.put(`${guestPath(guest)}/config`, z.unknown(), parametersOf(seen, change));
}

/**
 * The same as a task, for changes of VMs that make disks: a request that waits for a disk is cut off after 30 seconds.
 *
 * Source: `POST .../config`, worker qmconfig.
 */
export async function startConfigChange(
  connection: Connection,
  guest: Guest,
  seen: GuestConfig,
  change: ConfigChange,
): Promise<Upid> {
  return startedTask(
    await connection.post(`${guestPath(guest)}/config`, z.unknown(), parametersOf(seen, change)),
  );
}

function parametersOf(
  { digest }: GuestConfig,
  { set, remove }: ConfigChange,
): Record<string, string | number | boolean | undefined> {
  return { ...set, delete: remove.length === 0 ? undefined : remove.join(","), digest };
}

/**
 * Refuses to go on when the caller's digest is not the configuration's.
 *
 * @throws {ConfigChangedError}
 */
export function requireDigest(guest: Guest, seen: GuestConfig, digest: string | undefined): void {
  if (digest === undefined || digest === seen.digest) return;
  throw new ConfigChangedError(
    `The configuration of ${guest.vmid} is no longer the one with digest ${digest.slice(0, 60)}.`,
    {
      remedy: `Nothing was sent. Read it again: its digest is ${seen.digest ?? "not known"} now.`,
    },
  );
}

/** One option before and after a change. */
export interface OptionChange {
  readonly option: string;
  /** Undefined where it was not set. */
  readonly before: string | undefined;
  /** Undefined where it is not set any more. */
  readonly after: string | undefined;
  /** True when the guest goes on with the old value until it is started anew. */
  readonly pending: boolean;
}

/**
 * Reads a guest's configuration again and says what is different from what it was.
 *
 * Proxmox shows a password as asterisks, before and after, so that one counts as different when it was set.
 */
export async function changedOptions(
  connection: Connection,
  guest: Guest,
  before: GuestConfig,
  { set }: ConfigChange,
): Promise<readonly OptionChange[]> {
  const [after, pending] = await Promise.all([
    guestConfig(connection, guest),
    pendingChanges(connection, guest),
  ]);
  const waiting = new Set(pending.map(({ option }) => option));
  const names = [...new Set([...before.options.keys(), ...after.options.keys()])];
  return names
    .map((option) => ({
      option,
      before: before.options.get(option),
      after: after.options.get(option),
      pending: waiting.has(option),
    }))
    .filter(({ option, before, after }) => before !== after || (option === "cipassword" && option in set));
}
