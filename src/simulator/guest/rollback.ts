import { failure } from "../api/failure.ts";
import type { Machine } from "../api/endpoint.ts";
import type { Guest } from "../cluster/guest.ts";
import { parseVolid } from "../cluster/storage.ts";
import { freeVolume } from "../storage/allocate.ts";
import type { Worker } from "../tasks/runner.ts";
import { disksOf } from "./disks.ts";
import { requireUnlocked } from "./lookup.ts";
import { requireSnapshot } from "./snapshot.ts";
import { newRuntime, powerOff } from "./start.ts";

/** The work of `qmrollback` and `vzrollback`. */
export async function rollBack(
  machine: Machine,
  guest: Guest,
  name: string,
  start: boolean,
  worker: Worker,
): Promise<void> {
  const { cluster } = machine;
  const snapshot = requireSnapshot(guest, name);
  if (snapshot.snapstate !== undefined) {
    throw failure(`unable to rollback to incomplete snapshot (snapstate = ${snapshot.snapstate})`);
  }
  requireMostRecent(machine, guest, name);
  requireUnlocked(guest);
  guest.config["lock"] = "rollback";
  const { pid: _, ...running } = guest.runtime ?? { pid: 0 };
  await worker.sleep(1);
  if (guest.runtime !== undefined) powerOff(guest);
  guest.config = { ...snapshot.config, parent: name };
  guest.pending = {};
  const withMemory = snapshot.vmstate === 1;
  if (withMemory || (start && guest.type === "qemu")) {
    guest.runtime = { ...newRuntime(cluster, guest), ...("mem" in running ? { mem: running.mem } : {}) };
  }
  if (start && guest.type === "lxc") startAfterwards(machine, guest);
}

/** A container is started by a task of its own. */
function startAfterwards(machine: Machine, guest: Guest): void {
  machine.tasks.start({
    node: guest.node,
    type: "vzstart",
    id: guest.vmid,
    identity: { userid: "root@pam" },
    work: async (worker) => {
      await worker.sleep(1);
      guest.runtime = newRuntime(machine.cluster, guest);
    },
  });
}

/** ZFS goes back to its newest snapshot only. */
function requireMostRecent(machine: Machine, guest: Guest, name: string): void {
  if (guest.config["parent"] === name) return;
  for (const disk of disksOf(guest.type, guest.config)) {
    const storage = machine.cluster.storage(parseVolid(disk.volume)?.storage ?? "");
    if (storage?.type === "zfspool") {
      throw failure(`can't rollback, '${name}' is not most recent snapshot on '${disk.volume}'`);
    }
  }
}

/** The work of `qmdelsnapshot` and `vzdelsnapshot`. */
export async function deleteSnapshot(
  machine: Machine,
  guest: Guest,
  name: string,
  worker: Worker,
): Promise<void> {
  const snapshot = requireSnapshot(guest, name);
  requireUnlocked(guest);
  guest.config["lock"] = "snapshot-delete";
  await worker.sleep(1);
  for (const other of Object.values(guest.snapshots)) {
    if (other.parent !== name) continue;
    if (snapshot.parent === undefined) delete other.parent;
    else other.parent = snapshot.parent;
  }
  if (guest.config["parent"] === name) {
    if (snapshot.parent === undefined) delete guest.config["parent"];
    else guest.config["parent"] = snapshot.parent;
  }
  if (snapshot.stateVolume !== undefined) freeVolume(machine.cluster, snapshot.stateVolume, guest.node);
  delete guest.snapshots[name];
  delete guest.config["lock"];
}
