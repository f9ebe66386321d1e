import { volumeParts } from "../../policy/targets/volume.ts";
import { PropertyString } from "../property_string.ts";
import type { GuestType } from "../resources.ts";
import { parseDiskSize } from "./disk_size.ts";

/** A disk, CD-ROM drive or mount point in a guest's configuration. */
export interface GuestDisk {
  /** `scsi0`, `rootfs`, `mp1`, `unused0` ... */
  readonly slot: string;
  /** Volume id, a path of the node, `none` or `cdrom`. */
  readonly volume: string;
  /** Undefined for what is no volume of a storage. */
  readonly storage: string | undefined;
  /** Bytes, where the configuration says them. */
  readonly size: number | undefined;
  /** Where a container mounts it; undefined for VMs. */
  readonly mountedAt: string | undefined;
  readonly kind: "disk" | "cdrom" | "cloudinit" | "unused" | "bind";
}

const slots: Readonly<Record<GuestType, RegExp>> = {
  qemu: /^(?:(?:scsi|virtio|sata|ide|unused)\d+|efidisk0|tpmstate0)$/,
  lxc: /^(?:rootfs|mp\d+|unused\d+)$/,
};

const volumeKeys: Readonly<Record<GuestType, string>> = { qemu: "file", lxc: "volume" };

/** The disks of a configuration, in its order. */
export function disksIn(type: GuestType, options: ReadonlyMap<string, string>): readonly GuestDisk[] {
  return [...options].filter(([option]) => slots[type].test(option))
    .map(([slot, value]) => readDisk(type, slot, value));
}

function readDisk(type: GuestType, slot: string, value: string): GuestDisk {
  const properties = PropertyString.parse(value, volumeKeys[type]);
  // `volume` is another name for a VM's `file`.
  const volume = properties.get(volumeKeys[type]) ?? properties.get("volume") ?? "";
  return {
    slot,
    volume,
    storage: volumeParts(volume)?.storage,
    size: parseDiskSize(properties.get("size")),
    mountedAt: slot === "rootfs" ? "/" : properties.get("mp"),
    kind: slot.startsWith("unused")
      ? "unused"
      : volume.startsWith("/")
      ? "bind"
      : /(?:^|[/:-])cloudinit(?:\.|$)/.test(volume)
      ? "cloudinit"
      : properties.get("media") === "cdrom"
      ? "cdrom"
      : "disk",
  };
}

/** A disk to be made: empty, or with the content of an image. */
export interface NewDisk {
  readonly storage: string;
  /** GiB; of an imported one the image decides. */
  readonly gib?: number | undefined;
  /** Volume id of an image to fill it with. */
  readonly importFrom?: string | undefined;
  /** SCSI unless said otherwise. */
  readonly bus?: "scsi" | "sata" | undefined;
}

/** Value of a disk that Proxmox is to make, with what suits disks of today: discard passed on, an I/O thread of its own. */
export function newDiskOption({ storage, gib = 0, importFrom, bus }: NewDisk): string {
  return PropertyString.of({
    file: `${storage}:${importFrom === undefined ? gib : 0}`,
    ...{ "import-from": importFrom, discard: "on" },
    // Proxmox knows no such threads for SATA.
    iothread: bus === "sata" ? undefined : true,
  }, "file").toString();
}

/** Value of a mount point that Proxmox is to make. */
export function newMountOption(storage: string, gib: number, path: string): string {
  return PropertyString.of({ volume: `${storage}:${gib}`, mp: path, backup: true }, "volume").toString();
}

/** Value of a CD-ROM drive with an ISO image in it, or with none. */
export function cdromOption(volume: string): string {
  return PropertyString.of({ file: volume, media: "cdrom" }, "file").toString();
}

/** Value of the drive that holds what cloud-init reads. */
export function cloudInitDriveOption(storage: string): string {
  return PropertyString.of({ file: `${storage}:cloudinit` }, "file").toString();
}

/** The disk that a VM boots from, else its first; of a container the root file system. */
export function systemDisk(type: GuestType, options: ReadonlyMap<string, string>): GuestDisk | undefined {
  const disks = disksIn(type, options).filter(({ kind }) => kind === "disk");
  if (type === "lxc") return disks.find(({ slot }) => slot === "rootfs");
  const order = PropertyString.parse(options.get("boot")).get("order")?.split(";") ?? [];
  const booted = order.map((slot) => disks.find((disk) => disk.slot === slot)).find((disk) =>
    disk !== undefined
  );
  return booted ?? disks.find(({ slot }) => !/^(?:efidisk|tpmstate)/.test(slot));
}

/** The first free one of numbered options, such as `scsi3` or `mp0`; undefined when all are taken. */
export function freeOption(
  options: ReadonlyMap<string, string>,
  family: string,
  count: number,
): string | undefined {
  return Array.from({ length: count }, (_, number) => `${family}${number}`).find((name) =>
    !options.has(name)
  );
}
