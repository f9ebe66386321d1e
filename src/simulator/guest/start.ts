import { failure } from "../api/failure.ts";
import type { Machine } from "../api/endpoint.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Guest, GuestRuntime } from "../cluster/guest.ts";
import { readCloudInitDrive, writeCloudInitDrive } from "./cloud_init.ts";
import { missingVolumes } from "./disks.ts";
import { guestMemory } from "./figures.ts";
import { isHibernated, wake } from "./hibernate.ts";
import { requireGuest, requireUnlocked } from "./lookup.ts";
import { applyPending } from "./pending.ts";
import { cutPower } from "./power_off.ts";
import type { Worker } from "../tasks/runner.ts";

/** What a start must know: where, which guest, and whether a lock counts. */
export interface PowerTarget {
  readonly node: string;
  readonly type: Guest["type"];
  readonly vmid: number;
  readonly skipLock?: boolean;
}

/** The work of `qmstart` and `vzstart`. */
export async function startWorker(machine: Machine, target: PowerTarget, worker: Worker): Promise<void> {
  const { cluster } = machine;
  const guest = requireGuest(cluster, target.node, target.type, target.vmid);
  const word = guest.type === "qemu" ? "VM" : "CT";
  const article = guest.type === "qemu" ? "a vm" : "a CT";
  if (guest.config["template"] === 1) throw failure(`you can't start ${article} if it's a template`);
  const isResumed = isHibernated(guest);
  if (target.skipLock !== true && !isResumed) requireUnlocked(guest);
  if (guest.runtime !== undefined) throw failure(`${word} ${guest.vmid} already running`);
  const [missing] = missingVolumes(cluster, guest);
  if (missing !== undefined) throw failure(`volume '${missing}' does not exist`);
  requireHardware(guest, worker);
  await worker.sleep(guest.type === "qemu" ? 2 : 1);
  applyPending(guest);
  writeCloudInitDrive(guest);
  readCloudInitDrive(guest);
  guest.runtime = newRuntime(cluster, guest);
  if (isResumed) wake(machine, guest, worker);
}

/** Gives a guest what a running one has. */
export function newRuntime(cluster: Cluster, guest: Guest): GuestRuntime {
  const share = 0.18 + ((guest.vmid * 37) % 50) / 100;
  return {
    pid: cluster.nextPid(),
    startedAt: cluster.clock.now(),
    mem: Math.round((guestMemory(guest) * share) / 4096) * 4096,
    cpu: ((guest.vmid * 13) % 30) / 100 + 0.004,
    rates: {
      netin: 180 + (guest.vmid % 7) * 91,
      netout: 90 + (guest.vmid % 5) * 77,
      diskread: 2048,
      diskwrite: 4096,
    },
  };
}

/** Powers a guest off; what waited for that is applied. */
export function powerOff(guest: Guest): void {
  cutPower(guest);
  applyPending(guest);
}

/** A passed-through device that is not there keeps QEMU from starting. */
function requireHardware(guest: Guest, worker: Worker): void {
  const device = Object.entries(guest.config).find(([key]) => /^hostpci\d+$/.test(key));
  if (device === undefined) return;
  const address = String(device[1]).split(",")[0] ?? "";
  worker.log(
    `kvm: -device vfio-pci,host=${address},id=${device[0]},bus=pci.0,addr=0x10: vfio ${address}: ` +
      "no such host device: No such file or directory",
  );
  throw failure("start failed: QEMU exited with code 1");
}
