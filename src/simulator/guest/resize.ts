import type { CallContext } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import { formatPropertyString, formatSize, parseSize } from "../cluster/property_string.ts";
import { requireWritableConfig } from "../faults/quorum.ts";
import type { Worker } from "../tasks/runner.ts";
import { type Disk, disksOf, parseDisk, volumeKey } from "./disks.ts";

const MISSING = "property is missing and it is not optional";

/**
 * The size a disk shall get, in bytes, from `32G` or `+5G`.
 *
 * @throws {ApiFailure} 500 when it would shrink
 */
export function targetSize(current: number, wish: string, refusal: string): number {
  const relative = wish.startsWith("+");
  const amount = parseSize(relative ? wish.slice(1) : wish) ?? 0;
  const target = relative ? current + amount : amount;
  if (target < current) throw failure(refusal);
  return target;
}

/**
 * A mount point of a container.
 *
 * @throws {ApiFailure} 500 `format error` with a map of what an empty mount point lacks
 */
export function requireMount(guest: Guest, key: string): Disk {
  const value = guest.config[key];
  if (value !== undefined) return parseDisk("lxc", key, String(value));
  throw failure("format error", key === "rootfs" ? { volume: MISSING } : { volume: MISSING, mp: MISSING });
}

/** Grows a disk: the image first, the configuration afterwards, so that without quorum only the image grows. */
export async function growDisk(
  call: CallContext,
  guest: Guest,
  disk: Disk,
  bytes: number,
  worker: Worker,
): Promise<void> {
  const found = call.cluster.volume(disk.volume, guest.node);
  await worker.sleep(0.5);
  if (found !== undefined) found.volume.size = bytes;
  worker.log("Image resized.");
  if (guest.type === "lxc") worker.log(...fileSystemLines(bytes));
  requireWritableConfig(call.faults, guest);
  const options = { ...disk.options, size: formatSize(bytes) };
  guest.config[disk.key] = formatPropertyString(options, volumeKey(guest.type));
}

/**
 * The disk of a machine that a task is about.
 *
 * @throws {ApiFailure} 500 when there is none
 */
export function requireDisk(guest: Guest, key: string): Disk {
  const disk = disksOf(guest.type, guest.config, true).find((one) => one.key === key);
  if (disk === undefined) throw failure(`disk '${key}' does not exist`);
  return disk;
}

function fileSystemLines(bytes: number): string[] {
  return [
    "e2fsck 1.47.2 (1-Jan-2025)",
    "Pass 1: Checking inodes, blocks, and sizes",
    "Pass 2: Checking directory structure",
    "Pass 3: Checking directory connectivity",
    "Pass 4: Checking reference counts",
    "Pass 5: Checking group summary information",
    "resize2fs 1.47.2 (1-Jan-2025)",
    `The filesystem is now ${Math.floor(bytes / 4096)} (4k) blocks long.`,
  ];
}
