import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import { formatPropertyString, formatSize } from "../cluster/property_string.ts";
import { isFileBased } from "../cluster/storage.ts";
import { requireWritableConfig } from "../faults/quorum.ts";
import { allocateVolume, freeVolume } from "../storage/allocate.ts";
import { requireStorage } from "../storage/require_storage.ts";
import { logTransfer } from "../tasks/transfer.ts";
import type { Worker } from "../tasks/runner.ts";
import { addUnused } from "./config_change.ts";
import { makeFileSystem } from "./create_container.ts";
import { formattingLine } from "./create_machine.ts";
import { type Disk, volumeKey } from "./disks.ts";

/** Where a disk goes. */
export interface DiskMove {
  readonly storage: string;
  readonly format?: string;
  /** Delete the original instead of keeping it as unused. */
  readonly deleteOriginal: boolean;
}

/** The work of `qmmove` and `move_volume` to another storage. */
export async function moveDisk(
  call: CallContext,
  guest: Guest,
  disk: Disk,
  move: DiskMove,
  worker: Worker,
): Promise<void> {
  const { cluster, faults, node } = call;
  const original = cluster.volume(disk.volume, guest.node);
  if (original === undefined) throw failure(`volume '${disk.volume}' does not exist`);
  const storage = requireStorage(cluster, move.storage, node);
  const format = isFileBased(storage) ? move.format ?? original.volume.format : undefined;
  guest.config["lock"] = "disk";
  const volume = allocateVolume(cluster, faults, {
    ...{ storage, node, vmid: guest.vmid, type: guest.type, size: original.volume.size },
    ...(format === undefined || format === "subvol" ? {} : { format }),
  });
  const id = `${storage.storage}:${volume.name}`;
  if (guest.type === "qemu") {
    worker.log(`create full clone of drive ${disk.key} (${disk.volume})`, formattingLine(call, id));
    const prefix = guest.runtime === undefined ? "" : `drive-${disk.key}: `;
    if (prefix !== "") worker.log(`drive mirror is starting for drive-${disk.key}`);
    await logTransfer(worker, original.volume.size, prefix);
  } else {
    await makeFileSystem(call, id, worker);
    await worker.sleep(3);
    worker.log("Number of files: 293 (reg: 4, dir: 16, link: 273)", `sent ${guest.system.used} bytes`);
  }
  requireWritableConfig(faults, guest);
  delete guest.config["lock"];
  const key = volumeKey(guest.type);
  const options = { ...disk.options, [key]: id, size: formatSize(volume.size) };
  guest.config[disk.key] = formatPropertyString(options, key);
  if (move.deleteOriginal) freeVolume(cluster, disk.volume, guest.node);
  else addUnused(guest, disk.volume);
}
