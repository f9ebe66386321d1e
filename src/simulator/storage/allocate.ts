import { failure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { GuestType } from "../cluster/guest.ts";
import { isFileBased, type Storage, volid, type Volume, volumePath } from "../cluster/storage.ts";
import type { Faults } from "../faults/faults.ts";
import { freeSpace } from "./space.ts";

/** A disk image to make. */
export interface Allocation {
  readonly storage: Storage;
  readonly node: string;
  readonly vmid: number;
  readonly type: GuestType;
  /** Bytes. */
  readonly size: number;
  /** Absent means what the storage makes by default. */
  readonly format?: string;
  /** Absent means the next free `vm-<vmid>-disk-<n>`. */
  readonly name?: string;
}

/**
 * Makes a disk image and takes its space.
 *
 * @throws {ApiFailure} 500 when the name is taken or the storage is full
 */
export function allocateVolume(cluster: Cluster, faults: Faults, allocation: Allocation): Volume {
  const { storage, node, vmid, type, size } = allocation;
  const format = allocation.format ?? defaultFormat(storage, type);
  const name = allocation.name ?? nextDiskName(cluster, allocation, format);
  if (cluster.volumesOn(storage, node).some((volume) => volume.name === name)) {
    throw failure(`disk image '${volumePath(storage, name)}' already exists`);
  }
  if (freeSpace(faults, storage, node).avail < reserved(storage, size)) throw noSpace(storage, name);
  const volume: Volume = {
    name,
    content: type === "lxc" ? "rootdir" : "images",
    format,
    size,
    used: Math.min(size, 540672),
    vmid,
    ctime: cluster.clock.now(),
    ...(storage.shared ? {} : { node }),
  };
  storage.volumes.push(volume);
  return volume;
}

/** Removes a volume; one that is not there is not an error. */
export function freeVolume(cluster: Cluster, id: string, node: string): boolean {
  const found = cluster.volume(id, node);
  if (found === undefined) return false;
  found.storage.volumes = found.storage.volumes.filter((volume) => volume !== found.volume);
  return true;
}

/** Full id of a freshly made volume. */
export function allocatedId(allocation: Allocation, volume: Volume): string {
  return volid(allocation.storage.storage, volume);
}

/** Thin storages promise more than they have, others need the room at once. */
function reserved(storage: Storage, size: number): number {
  return ["lvm", "zfspool"].includes(storage.type) ? size : 1;
}

function noSpace(storage: Storage, name: string): Error {
  if (isFileBased(storage)) {
    return failure(`unable to create image: qemu-img: ${volumePath(storage, name)}: No space left on device`);
  }
  return failure(`lvcreate 'pve/${name}' error:   Insufficient free space: no space left on device`);
}

function defaultFormat(storage: Storage, type: GuestType): string {
  if (storage.type === "zfspool" && type === "lxc") return "subvol";
  return "raw";
}

/** The first free `vm-<vmid>-disk-<n>` on a storage, in the storage's own form. */
export function nextDiskName(cluster: Cluster, allocation: Allocation, format: string): string {
  const { storage, node, vmid } = allocation;
  const taken = new Set(cluster.volumesOn(storage, node).map((volume) => volume.name));
  for (let number = 0;; number += 1) {
    const stem = `${format === "subvol" ? "subvol" : "vm"}-${vmid}-disk-${number}`;
    const name = isFileBased(storage) ? `${vmid}/${stem}.${format}` : stem;
    const isTaken = [...taken].some((one) => one === name || one.startsWith(`${vmid}/${stem}.`));
    if (!isTaken) return name;
  }
}
