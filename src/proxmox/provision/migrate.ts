import * as z from "zod";
import { formatBytes } from "../../text/bytes.ts";
import type { Connection } from "../connection.ts";
import { guestPath } from "../guest_status.ts";
import type { Guest } from "../resources.ts";
import { startedTask } from "../task.ts";
import type { TaskProgress } from "../task_progress.ts";
import type { Upid } from "../upid.ts";
import type { LocalDisk, Move } from "./migration_check.ts";

/**
 * Starts moving a guest to another node: a running VM without a break, a running container by shutting it down and
 * starting it there.
 *
 * Source: `POST .../migrate`, workers qmigrate, vzmigrate and, for guests under HA, hamigrate, which ends at once.
 */
export async function startMigration(
  connection: Connection,
  guest: Guest,
  { target, storage, running }: Move,
  localDisks: readonly LocalDisk[],
): Promise<Upid> {
  const own = guest.type === "qemu"
    ? {
      online: running ? true : undefined,
      targetstorage: storage,
      "with-local-disks": localDisks.length > 0 ? true : undefined,
    }
    : { restart: running ? true : undefined, "target-storage": storage };
  return startedTask(await connection.post(`${guestPath(guest)}/migrate`, z.unknown(), { target, ...own }));
}

const copied = /^(\d+) bytes .* copied/;

/**
 * Tells the progress of a migration in bytes of all its disks, where the log only says how much of one has been copied.
 *
 * Disks are copied one after the other; a number smaller than the last one belongs to the next disk.
 */
export function migrationProgress(
  localDisks: readonly LocalDisk[],
  tell: ((progress: TaskProgress) => void) | undefined,
): ((progress: TaskProgress) => void) | undefined {
  if (tell === undefined) return undefined;
  const total = localDisks.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let ofThis = 0;
  return ({ percent, message }) => {
    const bytes = Number(copied.exec(message)?.[1]);
    if (Number.isNaN(bytes) || total === 0) return tell({ percent, message });
    if (bytes < ofThis) done += ofThis;
    ofThis = bytes;
    const sum = Math.min(total, done + ofThis);
    tell({
      percent: Math.round(sum / total * 1000) / 10,
      message: `copied ${formatBytes(sum)} of ${formatBytes(total)}`,
    });
  };
}
