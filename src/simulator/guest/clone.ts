import { randomUUID } from "node:crypto";
import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import { configDirectory, type Guest, type GuestConfig, guestName } from "../cluster/guest.ts";
import { formatPropertyString, formatSize } from "../cluster/property_string.ts";
import { isFileBased } from "../cluster/storage.ts";
import { allocateVolume } from "../storage/allocate.ts";
import { requireStorage } from "../storage/require_storage.ts";
import { logTransfer } from "../tasks/transfer.ts";
import type { Worker } from "../tasks/runner.ts";
import { prefixed } from "../tasks/task_failure.ts";
import { deviceMac } from "./blank_system.ts";
import { formattingLine } from "./create_machine.ts";
import { cloudInitName } from "./disk_value.ts";
import { type Disk, disksOf, isCloudInitDrive, volumeKey } from "./disks.ts";

/** A copy to make. */
export interface Cloning {
  readonly newid: number;
  readonly full: boolean;
  readonly name?: string;
  readonly description?: string;
  readonly pool?: string;
  /** Absent means where the original's disks are. */
  readonly storage?: string;
  readonly format?: string;
  /** The configuration to copy: the current one, or a snapshot's. */
  readonly source: GuestConfig;
  /** The node the copy belongs to. */
  readonly target: string;
}

/** The work of `qmclone` and `vzclone`: the copy holds the lock `clone` or `create` until it is whole. */
export async function cloneGuest(
  call: CallContext,
  guest: Guest,
  cloning: Cloning,
  worker: Worker,
): Promise<Guest> {
  const { cluster } = call;
  const { newid } = cloning;
  const word = guest.type === "qemu" ? "VM" : "container";
  worker.log(`creating a clone of ${word} ${guest.vmid} with ID ${newid}`);
  const taken = cluster.guest(newid);
  if (taken !== undefined) {
    const path = `/etc/pve/nodes/${taken.node}/${configDirectory(guest.type)}/${newid}.conf`;
    throw failure(`close (rename) atomic file '${path}' failed: File exists`);
  }
  const copy: Guest = {
    ...{ vmid: newid, type: guest.type, node: cloning.target, pending: {}, snapshots: {} },
    config: { lock: guest.type === "qemu" ? "clone" : "create" },
    system: structuredClone(guest.system),
  };
  cluster.state.guests[newid] = copy;
  try {
    copy.config = await copyConfig(call, guest, copy, cloning, worker);
  } catch (error) {
    delete cluster.state.guests[newid];
    throw prefixed("clone failed: ", error);
  }
  copy.system.hostname = guestName(copy);
  if (cloning.pool !== undefined) cluster.state.pools[cloning.pool]?.vms.push(newid);
  return copy;
}

async function copyConfig(
  call: CallContext,
  guest: Guest,
  copy: Guest,
  cloning: Cloning,
  worker: Worker,
): Promise<GuestConfig> {
  const { cluster } = call;
  const { template: _, lock: __, parent: ___, protection: ____, ...config } = cloning.source;
  for (const disk of disksOf(guest.type, config)) {
    if (disk.isCdrom && !isCloudInitDrive(disk)) continue;
    config[disk.key] = await copyDisk(call, guest, copy, disk, cloning, worker);
  }
  for (const key of Object.keys(config).filter((one) => /^net\d+$/.test(one))) {
    const mac = deviceMac(config, key);
    if (mac !== undefined) config[key] = String(config[key]).replace(mac, cluster.nextMac());
  }
  for (const key of Object.keys(config).filter((one) => /^unused\d+$/.test(one))) delete config[key];
  if (cloning.description !== undefined) config["description"] = cloning.description;
  const nameKey = guest.type === "qemu" ? "name" : "hostname";
  config[nameKey] = cloning.name ?? defaultName(guest);
  if (guest.type === "qemu") {
    config["smbios1"] = `uuid=${randomUUID()}`;
    config["vmgenid"] = randomUUID();
  }
  return config;
}

function defaultName(guest: Guest): string {
  if (guest.type === "lxc") return guestName(guest);
  return guest.config["name"] === undefined ? `Copy-of-VM-${guest.vmid}` : `Copy-of-VM-${guestName(guest)}`;
}

async function copyDisk(
  call: CallContext,
  guest: Guest,
  copy: Guest,
  disk: Disk,
  cloning: Cloning,
  worker: Worker,
): Promise<string> {
  const { cluster, faults } = call;
  const original = cluster.volume(disk.volume, guest.node);
  if (original === undefined) throw failure(`volume '${disk.volume}' does not exist`);
  const what = guest.type === "qemu" ? "drive" : "mountpoint";
  worker.log(`create ${cloning.full ? "full" : "linked"} clone of ${what} ${disk.key} (${disk.volume})`);
  const storage = cloning.full && cloning.storage !== undefined
    ? requireStorage(cluster, cloning.storage, cloning.target)
    : original.storage;
  const size = original.volume.size;
  const format = isFileBased(storage) ? cloning.format ?? original.volume.format : undefined;
  const volume = allocateVolume(cluster, faults, {
    ...{ storage, node: cloning.target, vmid: copy.vmid, type: guest.type, size },
    ...(format === undefined || format === "subvol" ? {} : { format }),
    ...(isCloudInitDrive(disk) ? { name: cloudInitName(storage, copy.vmid) } : {}),
  });
  const id = `${storage.storage}:${volume.name}`;
  if (cloning.full) {
    worker.log(formattingLine(call, id));
    if (guest.type === "qemu") {
      await logTransfer(worker, size, guest.runtime === undefined ? "" : `drive-${disk.key}: `);
    } else await logRsync(worker, guest.system.used);
  } else volume.parent = original.volume.name;
  const key = volumeKey(guest.type);
  return formatPropertyString({ ...disk.options, [key]: id, size: formatSize(size) }, key);
}

/** The statistics rsync prints at its end. */
async function logRsync(worker: Worker, bytes: number): Promise<void> {
  await worker.sleep(3);
  worker.log(
    "Number of files: 293 (reg: 4, dir: 16, link: 273)",
    "Number of created files: 292 (reg: 4, dir: 15, link: 273)",
    "Number of deleted files: 0",
    `Total file size: ${bytes.toLocaleString("en-US")} bytes`,
    `Total transferred file size: ${bytes.toLocaleString("en-US")} bytes`,
    `sent ${bytes.toLocaleString("en-US")} bytes  received 5,870 bytes`,
    "total size is the same  speedup is 1.00",
  );
}
