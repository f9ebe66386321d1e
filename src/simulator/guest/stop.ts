import type { Machine } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import type { Worker } from "../tasks/runner.ts";
import { requireGuest, requireUnlocked } from "./lookup.ts";
import { powerOff, type PowerTarget, startWorker } from "./start.ts";
import { isAgentEnabled } from "./status.ts";

/** A clean shutdown: how long to wait, and whether to kill what is left. */
export interface ShutdownTarget extends PowerTarget {
  /** Seconds. */
  readonly timeout: number;
  readonly force: boolean;
}

/** The work of `qmstop` and `vzstop`. */
export async function stopWorker(machine: Machine, target: PowerTarget, worker: Worker): Promise<void> {
  const guest = requireStoppable(machine, target);
  if (guest.runtime === undefined) return;
  await worker.sleep(1);
  powerOff(guest);
}

/** The work of `qmshutdown` and `vzshutdown`. */
export async function shutdownWorker(
  machine: Machine,
  target: ShutdownTarget,
  worker: Worker,
): Promise<void> {
  const guest = requireStoppable(machine, target);
  if (guest.runtime === undefined) return;
  if (guest.type === "qemu") noteSilentAgent(guest, worker);
  await shutDown(guest, target, worker);
}

/** The work of `qmreboot` and `vzreboot`. */
export async function rebootWorker(machine: Machine, target: ShutdownTarget, worker: Worker): Promise<void> {
  await shutdownWorker(machine, target, worker);
  await startWorker(machine, target, worker);
}

/** A machine that is not here is not found by its process either, which gives other words than elsewhere. */
function requireStoppable(machine: Machine, target: PowerTarget): Guest {
  const { cluster } = machine;
  if (target.type === "qemu") {
    const guest = cluster.guest(target.vmid);
    if (guest === undefined || guest.type !== "qemu" || guest.node !== target.node) {
      throw failure(`unable to find configuration file for VM ${target.vmid} on node '${target.node}'`);
    }
  }
  const guest = requireGuest(cluster, target.node, target.type, target.vmid);
  if (target.skipLock !== true) requireUnlocked(guest);
  return guest;
}

async function shutDown(guest: Guest, target: ShutdownTarget, worker: Worker): Promise<void> {
  const needed = guest.system.shutdownSeconds ?? Infinity;
  await worker.sleep(Math.min(needed, target.timeout));
  if (needed > target.timeout) {
    if (guest.type === "lxc" && !target.force) {
      worker.log(
        `command 'lxc-stop -n ${guest.vmid} --nokill --timeout ${target.timeout}' failed: exit code 1`,
      );
      throw failure("container did not stop");
    }
    if (!target.force) throw failure("VM quit/powerdown failed - got timeout");
    if (guest.type === "qemu") worker.log("VM still running - terminating now with SIGTERM");
    await worker.sleep(1);
  }
  powerOff(guest);
}

function noteSilentAgent(guest: Guest, worker: Worker): void {
  if (!isAgentEnabled(guest) || guest.system.agent) return;
  worker.log(
    `QEMU Guest Agent is not running - VM ${guest.vmid} qga command 'guest-ping' failed - got timeout`,
  );
}
