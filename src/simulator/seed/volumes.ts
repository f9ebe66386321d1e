import { parseVolid, type Storage, type Volume } from "../cluster/storage.ts";
import type { Guest } from "../cluster/guest.ts";
import { disksOf } from "../guest/disks.ts";

/** Puts the disks of the guests on the storages their configurations name; what names no known storage is left out. */
export function addGuestVolumes(
  storages: Record<string, Storage>,
  guests: readonly Guest[],
  now: number,
): void {
  for (const guest of guests) {
    for (const disk of disksOf(guest.type, guest.config)) {
      const parsed = parseVolid(disk.volume);
      const storage = parsed === undefined ? undefined : storages[parsed.storage];
      if (parsed === undefined || storage === undefined || parsed.name.startsWith("iso/")) continue;
      storage.volumes.push(diskVolume(guest, storage, parsed.name, disk.size ?? 4 * 1024 ** 2, now));
    }
  }
}

function diskVolume(guest: Guest, storage: Storage, name: string, size: number, now: number): Volume {
  const extension = /\.(qcow2|raw|vmdk)$/.exec(name)?.[1];
  const format = extension ?? (name.startsWith("subvol") ? "subvol" : "raw");
  return {
    name,
    content: guest.type === "lxc" ? "rootdir" : "images",
    format,
    size,
    used: Math.round(size * 0.4),
    vmid: guest.vmid,
    ctime: now - 90 * 24 * 60 * 60,
    ...(storage.shared ? {} : { node: guest.node }),
  };
}

/** A file volume: ISO image, container template, snippet or backup. */
export function fileVolume(
  content: Volume["content"],
  file: string,
  size: number,
  rest: Partial<Volume> = {},
): Volume {
  const directory = content === "vztmpl" || content === "iso" || content === "snippets" ? content : "backup";
  const format = /\.(iso|img)$/.test(file) ? "iso" : file.replace(/^.*?\.(?=(tar|vma|yaml))/, "");
  return { name: `${directory}/${file}`, content, format, size, ctime: 1760000000, ...rest };
}
