import type { Cluster } from "../cluster/cluster.ts";
import type { Guest, GuestConfig, GuestType } from "../cluster/guest.ts";
import { parsePropertyString, parseSize } from "../cluster/property_string.ts";

/** A disk, mount point or CD-ROM drive of a guest's configuration. */
export interface Disk {
  /** `scsi0`, `rootfs`, `mp1`, `unused0` ... */
  readonly key: string;
  /** Volume id, host path, `none` or `cdrom`. */
  readonly volume: string;
  /** Bytes, when the configuration says them. */
  readonly size: number | undefined;
  readonly isCdrom: boolean;
  readonly options: Readonly<Record<string, string>>;
}

const KEYS: Record<GuestType, RegExp> = {
  qemu: /^(scsi|virtio|sata|ide)\d+$|^(efidisk0|tpmstate0)$/,
  lxc: /^rootfs$|^mp\d+$/,
};

/** Whether a configuration key is a disk of the guest type; `unusedN` counts only when asked for. */
export function isDiskKey(type: GuestType, key: string, withUnused = false): boolean {
  return KEYS[type].test(key) || (withUnused && /^unused\d+$/.test(key));
}

/** The name of the part of a disk's property string that may be written without its key. */
export function volumeKey(type: GuestType): string {
  return type === "qemu" ? "file" : "volume";
}

/** Reads the value of one disk key. */
export function parseDisk(type: GuestType, key: string, value: string): Disk {
  const options = parsePropertyString(value, volumeKey(type));
  const size = options["size"] === undefined ? undefined : parseSize(options["size"]);
  return {
    key,
    volume: options[volumeKey(type)] ?? "",
    size,
    isCdrom: options["media"] === "cdrom" || options["file"] === "none" || options["file"] === "cdrom",
    options,
  };
}

/** Whether a drive is the one cloud-init reads. */
export function isCloudInitDrive(disk: Disk): boolean {
  return disk.isCdrom && disk.volume.includes("cloudinit");
}

/** All disks of a configuration in the order of their keys. */
export function disksOf(type: GuestType, config: GuestConfig, withUnused = false): Disk[] {
  return Object.keys(config).filter((key) => isDiskKey(type, key, withUnused)).toSorted()
    .map((key) => parseDisk(type, key, String(config[key])));
}

/** The disk a virtual machine boots from, or a container's root. */
export function bootDisk(guest: Guest): Disk | undefined {
  // Read key by key instead of through `disksOf`: lists of thousands of guests ask for this.
  for (const key of guest.type === "lxc" ? ["rootfs"] : bootOrder(guest)) {
    const value = guest.config[key];
    if (value === undefined || !isDiskKey(guest.type, key)) continue;
    const disk = parseDisk(guest.type, key, String(value));
    if (!disk.isCdrom) return disk;
  }
  return undefined;
}

function bootOrder(guest: Guest): string[] {
  return parsePropertyString(String(guest.config["boot"] ?? ""), "legacy")["order"]?.split(";") ?? [];
}

/** Bytes of the boot disk as lists show them. */
export function bootDiskSize(guest: Guest): number {
  return bootDisk(guest)?.size ?? 0;
}

/** Volume ids that exist nowhere although the configuration names them. */
export function missingVolumes(cluster: Cluster, guest: Guest): string[] {
  return disksOf(guest.type, guest.config)
    .map((disk) => disk.volume)
    .filter((volume) =>
      volume.includes(":") && !volume.startsWith("/") && cluster.volume(volume, guest.node) === undefined
    );
}
