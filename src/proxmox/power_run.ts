import { ExplainedError } from "../text/explained.ts";
import { type GuestStatus, guestStatus, stateWord } from "./guest_status.ts";
import { pause } from "../wire/pause.ts";
import { power, type PowerAction, type PowerParameters, statusAfter } from "./power.ts";
import type { Proxmox } from "./proxmox.ts";
import { whereverItIs } from "./relocation.ts";
import type { Guest } from "./resources.ts";
import type { FollowOptions } from "./task.ts";
import { awaitTask, type TaskReport } from "./task_report.ts";

/** A power action that makes no sense in the guest's present state. */
export class PowerStateError extends ExplainedError {
  override readonly name = "PowerStateError";
}

/** What came of a power action: a task's report, or nothing because the guest was in that state already. */
export type PowerOutcome =
  | { readonly guest: Guest; readonly report: TaskReport }
  | { readonly guest: Guest; readonly already: string };

/**
 * Carries out a power action on the node that has the guest, and waits for its end.
 *
 * The state is read first, from the node itself, so that an action that would change nothing is not sent and one that
 * cannot work is refused with what would. For guests under HA, whose tasks end at once, the guest's state is awaited.
 *
 * @throws {PowerStateError} when the guest's state forbids the action; {TaskFailedError} when the task fails.
 */
export async function runPower(
  proxmox: Proxmox,
  guest: Guest,
  action: PowerAction,
  parameters: PowerParameters,
  follow: FollowOptions,
): Promise<PowerOutcome> {
  return await whereverItIs(proxmox.inventory, guest, proxmox.signal, async (at): Promise<PowerOutcome> => {
    const status = await guestStatus(proxmox.connection, at);
    const already = alreadyDone(action, status);
    if (already !== undefined) return { guest: at, already };
    refuseImpossible(action, status, at);
    const end = performance.now() + follow.wait * 1000;
    const upid = await power(proxmox.connection, at, action, parameters);
    const report = await awaitTask(proxmox.connection, upid, follow);
    const wanted = statusAfter(action);
    if (upid.type.startsWith("ha") && report.state !== "running" && wanted !== undefined) {
      const reached = await awaitStatus(proxmox, at, wanted, end);
      return { guest: at, report: reached ? report : { ...report, state: "running" } };
    }
    return { guest: at, report };
  });
}

function alreadyDone(action: PowerAction, status: GuestStatus): string | undefined {
  const word = stateWord(status);
  switch (action) {
    case "start":
      return word === "running" ? "is already running" : undefined;
    case "stop":
    case "shutdown":
      return status.status === "stopped" ? "is already stopped" : undefined;
    case "suspend":
      return word === "paused" || word === "suspended" ? "is already suspended" : undefined;
    case "resume":
      return word === "running" ? "is already running" : undefined;
    default:
      return undefined;
  }
}

function refuseImpossible(action: PowerAction, status: GuestStatus, guest: Guest): void {
  const noun = guest.type === "qemu" ? "vm" : "ct";
  const which = `${guest.type === "qemu" ? "VM" : "CT"} ${guest.vmid}`;
  if (status.template) {
    throw new PowerStateError(`${which} is a template and cannot run.`, {
      remedy: "Clone it and start the clone.",
    });
  }
  const word = stateWord(status);
  if (action === "start" && word === "paused") {
    throw new PowerStateError(`${which} is paused, not stopped.`, {
      remedy: `proxmox_${noun}_resume continues it.`,
    });
  }
  if (action === "shutdown" && word === "paused") {
    throw new PowerStateError(`${which} is paused, so it cannot shut down.`, {
      remedy: "Continue it with proxmox_vm_resume first, or cut its power with proxmox_vm_stop.",
    });
  }
  const needsRunning = action === "reboot" || action === "reset" || action === "suspend";
  if (needsRunning && status.status === "stopped") {
    throw new PowerStateError(`${which} is stopped.`, { remedy: `proxmox_${noun}_start starts it.` });
  }
  if (action === "resume" && status.status === "stopped" && status.lock !== "suspended") {
    throw new PowerStateError(`${which} is stopped, not suspended.`, {
      remedy: `proxmox_${noun}_start starts it.`,
    });
  }
}

async function awaitStatus(proxmox: Proxmox, guest: Guest, wanted: string, end: number): Promise<boolean> {
  for (;;) {
    // The HA manager may start the guest on another node.
    const at = await proxmox.inventory.guest(guest.vmid, { fresh: true, signal: proxmox.signal });
    if ((await guestStatus(proxmox.connection, at)).status === wanted) return true;
    const ending = proxmox.connection.waits?.ending;
    const left = ending?.aborted === true ? 0 : end - performance.now();
    if (left <= 0) return false;
    await pause(Math.min(left, 1500), proxmox.signal, ending);
  }
}
