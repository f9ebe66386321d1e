import { failure, missingPrivilege } from "../api/failure.ts";
import type { CallContext } from "../api/endpoint.ts";
import type { GuestType } from "../cluster/guest.ts";
import { formatPropertyString, formatSize } from "../cluster/property_string.ts";
import { isFileBased, parseVolid, type Storage } from "../cluster/storage.ts";
import { allocateVolume } from "../storage/allocate.ts";
import { requireStorage } from "../storage/require_storage.ts";
import { type Disk, parseDisk, volumeKey } from "./disks.ts";

const GIB = 1024 ** 3;

/** What the value of a disk option asks for. */
export type DiskWish =
  /** A new image of that many bytes, or a cloud-init drive. */
  | { readonly kind: "new"; readonly storage: Storage; readonly size: number }
  /** A volume that exists. */
  | { readonly kind: "existing" }
  /** No medium, a host path, or the physical drive. */
  | { readonly kind: "none" };

/**
 * Reads what a disk option asks for and checks that its storage can be used.
 *
 * @throws {ApiFailure} 500 for an unknown storage or a volume name it cannot have, 403 without the right to allocate
 */
export function readDiskWish(
  call: Pick<CallContext, "cluster" | "node" | "permissions">,
  type: GuestType,
  key: string,
  value: string,
): DiskWish {
  const disk = parseDisk(type, key, value);
  const parsed = parseVolid(disk.volume);
  if (parsed === undefined) return { kind: "none" };
  const storage = requireStorage(call.cluster, parsed.storage, call.node);
  if (!disk.isCdrom) {
    const path = `/storage/${storage.storage}`;
    if (!call.permissions.has(path, ["Datastore.AllocateSpace"])) {
      throw missingPrivilege(path, ["Datastore.AllocateSpace"]);
    }
  }
  if (/^\d+(\.\d+)?$/.test(parsed.name)) return newDisk(type, storage, Number(parsed.name));
  if (parsed.name === "cloudinit") return newDisk(type, storage, 4 / 1024);
  requireVolumeName(storage, parsed.name);
  return { kind: "existing" };
}

function newDisk(type: GuestType, storage: Storage, gigabytes: number): DiskWish {
  const content = type === "lxc" ? "rootdir" : "images";
  if (!storage.content.includes(content)) {
    throw failure(`storage '${storage.storage}' does not support content-type '${content}'`);
  }
  return { kind: "new", storage, size: Math.round(gigabytes * GIB) };
}

function requireVolumeName(storage: Storage, name: string): void {
  if (isFileBased(storage)) {
    if (/^(\d+\/\S+|(iso|vztmpl|backup|snippets|import)\/\S+)$/.test(name)) return;
    throw failure(`unable to parse directory volume name '${name}'`);
  }
  if (/^(vm|base|subvol|basevol)-\d+-\S+$/.test(name) || storage.type === "pbs") return;
  throw failure(`unable to parse ${storage.type === "zfspool" ? "zfs" : "lvm"} volume name '${name}'`);
}

/**
 * Makes the disk a wish asks for and answers with the value as the configuration keeps it.
 *
 * @throws {ApiFailure} 500 when an existing volume is not there or the storage is full
 */
export function fulfilDiskWish(
  call: Pick<CallContext, "cluster" | "faults" | "node">,
  guest: { readonly vmid: number; readonly type: GuestType },
  key: string,
  value: string,
  wish: DiskWish,
): { readonly value: string; readonly created?: string } {
  const { type, vmid } = guest;
  const disk = parseDisk(type, key, value);
  if (wish.kind === "none") return { value: orderedValue(type, disk.options) };
  if (wish.kind === "existing") return { value: existingValue(call, type, disk) };
  const isCloudInit = disk.volume.endsWith(":cloudinit");
  const format = disk.options["format"];
  const volume = allocateVolume(call.cluster, call.faults, {
    ...{ storage: wish.storage, node: call.node, vmid, type, size: wish.size },
    ...(format === undefined ? {} : { format }),
    ...(isCloudInit ? { name: cloudInitName(wish.storage, vmid) } : {}),
  });
  const created = `${wish.storage.storage}:${volume.name}`;
  const { format: _, "import-from": __, ...rest } = disk.options;
  const options = { ...rest, [volumeKey(type)]: created, ...(isCloudInit ? { media: "cdrom" } : {}) };
  const sized = isCloudInit ? options : { ...options, size: formatSize(wish.size) };
  return { value: orderedValue(type, sized), created };
}

function existingValue(call: Pick<CallContext, "cluster" | "node">, type: GuestType, disk: Disk): string {
  const found = call.cluster.volume(disk.volume, call.node);
  if (found === undefined) throw failure(`volume '${disk.volume}' does not exist`);
  const size = formatSize(found.volume.size);
  return orderedValue(type, { ...disk.options, size });
}

/** The volume first, the rest by name, as Proxmox writes property strings. */
function orderedValue(type: GuestType, options: Readonly<Record<string, string>>): string {
  const sorted = Object.fromEntries(Object.entries(options).toSorted(([a], [b]) => a < b ? -1 : 1));
  return formatPropertyString(sorted, volumeKey(type));
}

/** The name of a guest's cloud-init drive on a storage. */
export function cloudInitName(storage: Storage, vmid: number): string {
  return isFileBased(storage) ? `${vmid}/vm-${vmid}-cloudinit.qcow2` : `vm-${vmid}-cloudinit`;
}
