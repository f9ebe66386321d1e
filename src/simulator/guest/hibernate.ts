import type { Machine } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import type { Storage } from "../cluster/storage.ts";
import { freeVolume } from "../storage/allocate.ts";
import type { Worker } from "../tasks/runner.ts";
import { requireUnlocked } from "./lookup.ts";
import { memoryStorage, saveMemory } from "./memory.ts";
import { cutPower } from "./power_off.ts";

/** Whether the machine's memory waits on a storage for its next start. */
export function isHibernated(guest: Guest): boolean {
  return guest.config["lock"] === "suspended";
}

/** The work of `qmsuspend`: the memory goes to a storage and the machine off, locked as `suspended`. */
export async function hibernate(
  machine: Machine,
  guest: Guest,
  storage: Storage | undefined,
  worker: Worker,
): Promise<void> {
  if (guest.config["lock"] === "backup") throw failure("cannot suspend to disk during backup");
  requireUnlocked(guest);
  if (guest.runtime === undefined) throw failure(`VM ${guest.vmid} not running`);
  guest.config["lock"] = "suspending";
  const day = new Date(machine.cluster.clock.now() * 1000).toISOString().slice(0, 10);
  try {
    const target = storage ?? memoryStorage(machine, guest);
    guest.config["vmstate"] = await saveMemory(machine, guest, `suspend-${day}`, target, worker);
  } catch (error) {
    delete guest.config["lock"];
    throw error;
  }
  cutPower(guest);
  guest.config["lock"] = "suspended";
}

/** Takes up what was saved: lock and volume go. */
export function wake({ cluster }: Machine, guest: Guest, worker: Worker): void {
  worker.log("Resuming suspended VM");
  freeVolume(cluster, String(guest.config["vmstate"] ?? ""), guest.node);
  delete guest.config["vmstate"];
  delete guest.config["lock"];
  worker.log("Resumed VM, removing state");
}
