import type { Machine } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Guest, GuestConfig, Snapshot } from "../cluster/guest.ts";
import { canSnapshot, parseVolid } from "../cluster/storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { disksOf } from "./disks.ts";
import { memoryStorage, saveMemory } from "./memory.ts";
import { isAgentEnabled } from "./status.ts";

/**
 * The snapshot with that name.
 *
 * @throws {ApiFailure} 500 when there is none
 */
export function requireSnapshot(guest: Guest, name: string): Snapshot {
  const snapshot = guest.snapshots[name];
  if (snapshot === undefined) throw failure(`snapshot '${name}' does not exist`);
  return snapshot;
}

/** Whether every disk of the guest is on a storage that can take snapshots. */
export function canBeSnapshotted(cluster: Cluster, guest: Guest): boolean {
  return disksOf(guest.type, guest.config).filter((disk) => !disk.isCdrom).every((disk) => {
    const parsed = parseVolid(disk.volume);
    const storage = parsed === undefined ? undefined : cluster.storage(parsed.storage);
    if (storage === undefined) return false;
    const format = cluster.volume(disk.volume, guest.node)?.volume.format ?? "raw";
    return canSnapshot(storage, format, guest.type);
  });
}

/** Takes a snapshot: the lock, the log lines and the waits are those of `qmsnapshot` and `vzsnapshot`. */
export async function takeSnapshot(
  machine: Machine,
  guest: Guest,
  name: string,
  options: { readonly description: string; readonly withMemory: boolean },
  worker: Worker,
): Promise<void> {
  const { cluster } = machine;
  if (guest.snapshots[name] !== undefined) throw failure(`snapshot name '${name}' already used`);
  if (!canBeSnapshotted(cluster, guest)) throw failure("snapshot feature is not available");
  const withMemory = options.withMemory && guest.runtime !== undefined;
  const { parent, lock: _, ...config } = guest.config;
  guest.config["lock"] = "snapshot";
  const stateVolume = withMemory
    ? await saveMemory(machine, guest, name, memoryStorage(machine, guest), worker)
    : undefined;
  if (!withMemory && guest.type === "qemu" && guest.runtime !== undefined && !isAgentEnabled(guest)) {
    worker.log("skipping guest filesystem freeze - disabled in VM options");
  }
  if (guest.type === "qemu") {
    for (const disk of disksOf("qemu", guest.config).filter((one) => !one.isCdrom)) {
      worker.log(`snapshotting 'drive-${disk.key}' (${disk.volume})`);
    }
  }
  await worker.sleep(1);
  guest.snapshots[name] = {
    ...(parent === undefined ? {} : { parent: String(parent) }),
    snaptime: cluster.clock.now(),
    description: options.description,
    ...(guest.type === "qemu" ? { vmstate: withMemory ? 1 : 0 } : {}),
    ...(stateVolume === undefined ? {} : { stateVolume }),
    config: config as GuestConfig,
  };
  guest.config["parent"] = name;
  delete guest.config["lock"];
}
