import { failure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Guest, GuestConfig, Snapshot } from "../cluster/guest.ts";
import { canSnapshot, parseVolid } from "../cluster/storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { guestMemory } from "./figures.ts";
import { disksOf } from "./disks.ts";
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
  cluster: Cluster,
  guest: Guest,
  name: string,
  options: { readonly description: string; readonly withMemory: boolean },
  worker: Worker,
): Promise<void> {
  if (guest.snapshots[name] !== undefined) throw failure(`snapshot name '${name}' already used`);
  if (!canBeSnapshotted(cluster, guest)) throw failure("snapshot feature is not available");
  const withMemory = options.withMemory && guest.runtime !== undefined;
  const { parent, lock: _, ...config } = guest.config;
  guest.config["lock"] = "snapshot";
  if (withMemory) await saveMemory(cluster, guest, name, worker);
  else if (guest.type === "qemu" && guest.runtime !== undefined && !isAgentEnabled(guest)) {
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
    config: config as GuestConfig,
  };
  guest.config["parent"] = name;
  delete guest.config["lock"];
}

async function saveMemory(cluster: Cluster, guest: Guest, name: string, worker: Worker): Promise<void> {
  const [disk] = disksOf("qemu", guest.config).filter((one) => !one.isCdrom);
  const storageId = parseVolid(disk?.volume ?? "")?.storage ?? "local";
  const total = guestMemory(guest);
  const used = guest.runtime?.mem ?? total;
  worker.log(`saving VM state and RAM using storage '${storageId}'`);
  for (let second = 1; second <= 3; second++) {
    worker.log(`${mib((used * second) / 4)} in ${second}s`);
    await worker.sleep(1);
  }
  worker.log(`completed saving the VM state in 3s, saved ${mib(used)}`);
  const size = total * 2 + 500 * 1024 ** 2;
  cluster.storage(storageId)?.volumes.push({
    name: `${guest.vmid}/vm-${guest.vmid}-state-${name}.raw`,
    content: "images",
    format: "raw",
    size,
    vmid: guest.vmid,
    ctime: cluster.clock.now(),
    ...(cluster.storage(storageId)?.shared === true ? {} : { node: guest.node }),
  });
}

function mib(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(2)} MiB`;
}
