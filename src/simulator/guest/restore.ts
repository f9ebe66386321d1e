import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest, GuestConfig, GuestType } from "../cluster/guest.ts";
import { formatSize } from "../cluster/property_string.ts";
import { volumePath } from "../cluster/storage.ts";
import { allocateVolume } from "../storage/allocate.ts";
import { requireStorage } from "../storage/require_storage.ts";
import type { Worker } from "../tasks/runner.ts";
import { blankSystem, deviceMac } from "./blank_system.ts";
import { reserve } from "./create_machine.ts";
import { fulfilDiskWish, readDiskWish } from "./disk_value.ts";
import { type Disk, disksOf, isCloudInitDrive, volumeKey } from "./disks.ts";
import { configValue } from "./option_value.ts";
import { destroyVolumes } from "./destroy.ts";

/** A guest to bring back from a backup. */
export interface Restoration {
  readonly type: GuestType;
  readonly vmid: number;
  /** Volume id of the backup. */
  readonly archive: string;
  /** Where the disks go; absent means where they were. */
  readonly storage: string | undefined;
  /** New hardware addresses. */
  readonly unique: boolean;
  /** Options that replace those of the backup. */
  readonly options: Readonly<Record<string, unknown>>;
}

const CHUNKS = 10;

/** The work of `qmrestore` and `vzrestore`; an existing guest of that id is overwritten. */
export async function restoreGuest(
  call: CallContext,
  restoration: Restoration,
  worker: Worker,
): Promise<Guest> {
  const { cluster, node } = call;
  const { type, vmid, archive } = restoration;
  const found = cluster.volume(archive, node);
  const word = type === "qemu" ? "VM" : "CT";
  if (found === undefined) {
    throw failure(`unable to restore ${word} ${vmid} - volume '${archive}' does not exist`);
  }
  const old = cluster.guest(vmid);
  if (old !== undefined) destroyVolumes(call, old);
  const guest = reserve(call, type, vmid);
  const stored = parseConfig(found.volume.guestConfig ?? "");
  const path = volumePath(found.storage, found.volume.name);
  worker.log(
    ...(type === "lxc"
      ? [`recovering backed-up configuration from '${archive}'`, `restoring '${archive}' now..`]
      : [
        `restore vma archive: zstd -q -d -c ${path} | vma extract -v -r /var/tmp/vzdumptmp.fifo - /var/tmp/vzdumptmp`,
      ]),
  );
  const config = await restoreDisks(call, guest, stored, restoration, worker);
  worker.log(
    ...(type === "lxc"
      ? [`extracting archive '${path}'`, "Total bytes read: 612372480 (584MiB, 141MiB/s)"]
      : []),
    "merging backed-up and given configuration..",
  );
  for (const [key, value] of Object.entries(restoration.options)) {
    config[key] = configValue(cluster, type, key, value);
  }
  if (restoration.unique) renewAddresses(call, config);
  guest.config = config;
  guest.system = old?.system ??
    blankSystem(String(config["hostname"] ?? config["name"] ?? `vm${vmid}`), "debian");
  return guest;
}

async function restoreDisks(
  call: CallContext,
  guest: Guest,
  stored: GuestConfig,
  restoration: Restoration,
  worker: Worker,
): Promise<GuestConfig> {
  const { cluster, faults, node } = call;
  const config = { ...stored };
  for (const disk of disksOf(guest.type, stored)) {
    if (isCloudInitDrive(disk)) config[disk.key] = renewedCloudInit(call, guest, disk, restoration);
    if (disk.isCdrom) continue;
    const [storedOn = "local", spec = ""] = disk.volume.split(":");
    const storage = requireStorage(cluster, restoration.storage ?? storedOn, node);
    const size = disk.size ?? Number(/^\d+$/.exec(spec)?.[0] ?? 8) * 1024 ** 3;
    const volume = allocateVolume(cluster, faults, {
      storage,
      node,
      vmid: guest.vmid,
      type: guest.type,
      size,
    });
    const key = volumeKey(guest.type);
    const { [key]: _, size: __, ...rest } = disk.options;
    const options = Object.entries(rest).map(([name, value]) => `,${name}=${value}`).join("");
    config[disk.key] = `${storage.storage}:${volume.name}${options},size=${formatSize(size)}`;
    for (let step = 1; step <= CHUNKS; step++) {
      await worker.sleep(0.5);
      worker.log(
        `progress ${step * 10}% (read ${Math.round(size * step / CHUNKS)} bytes, duration ${step} sec)`,
      );
    }
  }
  return config;
}

/** A cloud-init drive is in no backup: it is made anew, under the guest's id of now. */
function renewedCloudInit(call: CallContext, guest: Guest, disk: Disk, restoration: Restoration): string {
  const storage = restoration.storage ?? disk.volume.split(":")[0];
  const value = `${storage}:cloudinit,media=cdrom`;
  const wish = readDiskWish(call, guest.type, disk.key, value);
  return fulfilDiskWish(call, guest, disk.key, value, wish).value;
}

function parseConfig(text: string): GuestConfig {
  const lines = text.split("\n").map((line) => /^(\w+): (.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(
    lines.map((
      [, key = "", value = ""],
    ) => [key, /^\d+$/.test(value) && key !== "memory" ? Number(value) : value]),
  );
}

function renewAddresses(call: CallContext, config: GuestConfig): void {
  for (const key of Object.keys(config).filter((one) => /^net\d+$/.test(one))) {
    const mac = deviceMac(config, key);
    if (mac !== undefined) config[key] = String(config[key]).replace(mac, call.cluster.nextMac());
  }
}
