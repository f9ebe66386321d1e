import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import { Interrupted } from "../cluster/clock.ts";
import { renderGuest } from "../cluster/digest.ts";
import { type Guest, guestName } from "../cluster/guest.ts";
import { formatSize } from "../cluster/property_string.ts";
import { type Storage, type Volume, volumePath } from "../cluster/storage.ts";
import { requireWritableConfig } from "../faults/quorum.ts";
import { disksOf } from "../guest/disks.ts";
import { requireUnlocked } from "../guest/lookup.ts";
import { newRuntime, powerOff } from "../guest/start.ts";
import { freeSpace } from "../storage/space.ts";
import type { Worker } from "../tasks/runner.ts";
import { sizeText } from "../tasks/transfer.ts";
import { pruneMarks } from "./prune.ts";

/** A backup to make. */
export interface BackupOrder {
  readonly vmids: readonly number[];
  readonly storage: Storage;
  readonly mode: "snapshot" | "suspend" | "stop";
  /** `0`, `gzip`, `lzo` or `zstd`. */
  readonly compress: string;
  readonly notes?: string;
  readonly protected: boolean;
  /** `keep-last=3,...`; applied to each guest after its backup. */
  readonly prune?: string;
  /** The command line the log begins with. */
  readonly command: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  zstd: ".zst",
  gzip: ".gz",
  "1": ".lzo",
  lzo: ".lzo",
  "0": "",
};

/** The work of `vzdump`; one guest that fails does not keep the others from being backed up. */
export async function backUp(call: CallContext, order: BackupOrder, worker: Worker): Promise<void> {
  worker.log(`INFO: starting new backup job: ${order.command}`);
  let failed = 0;
  for (const vmid of order.vmids) {
    try {
      await backUpGuest(call, vmid, order, worker);
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      failed += 1;
      worker.log(
        `ERROR: Backup of VM ${vmid} failed - ${error instanceof Error ? error.message : error}`,
        `INFO: Failed at ${stamp(call.cluster.clock.now())}`,
      );
    }
  }
  worker.log(`INFO: Backup job finished ${failed === 0 ? "successfully" : "with errors"}`);
  if (failed > 0) throw failure("job errors");
}

async function backUpGuest(
  call: CallContext,
  vmid: number,
  order: BackupOrder,
  worker: Worker,
): Promise<void> {
  const { cluster, faults, node } = call;
  const guest = cluster.guest(vmid);
  if (guest === undefined) throw failure(`unable to find VM '${vmid}'`);
  const started = cluster.clock.precise();
  const now = cluster.clock.now();
  worker.log(`INFO: Starting Backup of VM ${vmid} (${guest.type})`, `INFO: Backup started at ${stamp(now)}`);
  worker.log(`INFO: status = ${guest.runtime === undefined ? "stopped" : "running"}`);
  requireUnlocked(guest);
  requireWritableConfig(faults, guest);
  guest.config["lock"] = "backup";
  try {
    await makeArchive(call, guest, order, worker);
  } finally {
    delete guest.config["lock"];
  }
  if (order.prune !== undefined) prune(call, guest, order.storage, order.prune, worker);
  const seconds = Math.max(1, Math.round(cluster.clock.age(started)));
  worker.log(
    `INFO: Finished Backup of VM ${vmid} (${new Date(seconds * 1000).toISOString().slice(11, 19)})`,
    `INFO: Backup finished at ${stamp(cluster.clock.now())}`,
  );
  if (!order.storage.shared && node !== guest.node) throw failure(`guest moved to node '${guest.node}'`);
}

async function makeArchive(
  call: CallContext,
  guest: Guest,
  order: BackupOrder,
  worker: Worker,
): Promise<void> {
  const { cluster, faults, node } = call;
  const isStopMode = order.mode === "stop" && guest.runtime !== undefined;
  worker.log(`INFO: backup mode: ${order.mode}`, "INFO: ionice priority: 7");
  worker.log(`INFO: ${guest.type === "qemu" ? "VM" : "CT"} Name: ${guestName(guest)}`);
  worker.log(...includeLines(guest));
  if (isStopMode) {
    worker.log("INFO: stopping virtual guest");
    await worker.sleep(guest.system.shutdownSeconds ?? 10);
    powerOff(guest);
  }
  const volume = archiveOf(call, guest, order);
  const path = order.storage.type === "pbs"
    ? volume.name.slice("backup/".length)
    : volumePath(order.storage, volume.name);
  const what = order.storage.type === "pbs" ? "Proxmox Backup Server archive" : "vzdump archive";
  worker.log(`INFO: creating ${what} '${path}'`);
  if (freeSpace(faults, order.storage, node).avail < volume.size) {
    worker.log("INFO: aborting backup job");
    throw failure(
      guest.type === "qemu"
        ? "vma_queue_write: write error - No space left on device"
        : `command 'tar cpf - ...' failed: exit code 2: No space left on device`,
    );
  }
  await logProgress(guest, volume.size, worker);
  order.storage.volumes.push({ ...volume, ctime: cluster.clock.now() });
  worker.log(`INFO: archive file size: ${Math.max(1, Math.round(volume.size / 1024 ** 2))}MB`);
  if (order.notes !== undefined) worker.log("INFO: adding notes to backup");
  if (order.protected) worker.log("INFO: marking backup as protected");
  if (isStopMode) {
    worker.log("INFO: restarting vm");
    guest.runtime = newRuntime(cluster, guest);
    worker.log("INFO: guest is online again after 6 seconds");
  }
}

function includeLines(guest: Guest): string[] {
  const disks = disksOf(guest.type, guest.config).filter((disk) => !disk.isCdrom);
  if (guest.type === "qemu") {
    return disks.map((disk) =>
      `INFO: include disk '${disk.key}' '${disk.volume}' ${formatSize(disk.size ?? 0)}`
    );
  }
  return disks.filter((disk) => disk.key === "rootfs" || disk.options["backup"] === "1")
    .map((disk) => `INFO: including mount point ${disk.key} ('${disk.options["mp"] ?? "/"}') in backup`);
}

async function logProgress(guest: Guest, bytes: number, worker: Worker): Promise<void> {
  if (guest.type === "lxc") {
    await worker.sleep(6);
    worker.log(`INFO: Total bytes written: ${bytes} (${sizeText(bytes).replace(" ", "")}, 114MiB/s)`);
    return;
  }
  const total = disksOf("qemu", guest.config).reduce(
    (sum, disk) => sum + (disk.isCdrom ? 0 : disk.size ?? 0),
    0,
  );
  const steps = Math.min(30, Math.max(5, Math.round(total / (4 * 1024 ** 3))));
  for (let step = 1; step <= steps; step++) {
    await worker.sleep(3);
    const percent = String(Math.round((step / steps) * 100)).padStart(3);
    const done = sizeText((total * step) / steps);
    worker.log(
      `INFO: ${percent}% (${done} of ${sizeText(total)}) in ${
        step * 3
      }s, read: 333.2 MiB/s, write: 300.1 MiB/s`,
    );
  }
  worker.log(`INFO: backup is sparse: ${sizeText(total * 0.4)} (40%) total zero data`);
  worker.log(`INFO: transferred ${(total / 1024 ** 3).toFixed(2)} GiB in ${steps * 3} seconds (344.9 MiB/s)`);
}

function archiveOf(call: CallContext, guest: Guest, order: BackupOrder): Volume {
  const { storage } = order;
  const seconds = call.cluster.clock.now();
  const time = new Date(seconds * 1000).toISOString();
  const day = time.slice(0, 10).replaceAll("-", "_");
  const kind = guest.type === "qemu" ? "vma" : "tar";
  const format = storage.type === "pbs"
    ? `pbs-${guest.type === "qemu" ? "vm" : "ct"}`
    : `${kind}${EXTENSIONS[order.compress] ?? ""}`;
  const name = storage.type === "pbs"
    ? `backup/${guest.type === "qemu" ? "vm" : "ct"}/${guest.vmid}/${time.slice(0, 19)}Z`
    : `backup/vzdump-${guest.type}-${guest.vmid}-${day}-${time.slice(11, 19).replaceAll(":", "_")}.${format}`;
  const raw = disksOf(guest.type, guest.config).reduce(
    (sum, disk) => sum + (disk.isCdrom ? 0 : disk.size ?? 0),
    0,
  );
  const notes = order.notes?.replaceAll("{{guestname}}", guestName(guest)).replaceAll(
    "{{vmid}}",
    String(guest.vmid),
  )
    .replaceAll("{{node}}", guest.node).replaceAll("{{cluster}}", call.cluster.state.name ?? "");
  return {
    name,
    content: "backup",
    format,
    subtype: guest.type,
    size: Math.round(raw * 0.22),
    vmid: guest.vmid,
    ctime: seconds,
    guestConfig: renderGuest({ ...guest, snapshots: {}, config: withoutLock(guest) }),
    ...(storage.shared ? {} : { node: call.node }),
    ...(notes === undefined ? {} : { notes }),
    ...(order.protected ? { protected: true } : {}),
  };
}

function withoutLock(guest: Guest): Guest["config"] {
  const { lock: _, ...config } = guest.config;
  return config;
}

function prune(call: CallContext, guest: Guest, storage: Storage, rules: string, worker: Worker): void {
  worker.log(`INFO: prune older backups with retention: ${rules.replaceAll(",", ", ")}`);
  const marks = pruneMarks(call.cluster.volumesOn(storage, call.node), rules, { vmid: guest.vmid });
  for (const { volume, mark } of marks.filter((one) => one.mark === "remove")) {
    storage.volumes = storage.volumes.filter((one) => one !== volume);
    worker.log(`INFO: removing backup '${storage.storage}:${volume.name}' (${mark})`);
  }
}

function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}
