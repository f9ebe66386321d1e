import * as z from "zod";
import type { Connection } from "../connection.ts";
import { guestPath } from "../guest_status.ts";
import type { Guest } from "../resources.ts";
import { startedTask } from "../task.ts";
import type { Upid } from "../upid.ts";

/** A disk of a guest, and the configuration in which it was seen. */
export interface SeenDisk {
  /** `scsi0`, `rootfs` ... */
  readonly slot: string;
  /** Refuses the change when the configuration is another one by then. */
  readonly digest: string | undefined;
}

/**
 * Starts growing a disk to so many bytes.
 *
 * Source: `PUT .../resize`, worker resize. The size is sent as an absolute one, so that no repetition grows it twice.
 */
export async function startResize(
  connection: Connection,
  guest: Guest,
  { slot, digest }: SeenDisk,
  bytes: number,
): Promise<Upid> {
  return startedTask(
    await connection.put(`${guestPath(guest)}/resize`, z.unknown(), {
      disk: slot,
      size: sizeWord(bytes),
      digest,
    }),
  );
}

/** Proxmox takes whole units; a plain number would be bytes on VMs and refused on containers of old releases. */
function sizeWord(bytes: number): string {
  const kibibytes = Math.ceil(bytes / 1024);
  for (const [unit, factor] of [["G", 2 ** 20], ["M", 2 ** 10]] as const) {
    if (kibibytes % factor === 0) return `${kibibytes / factor}${unit}`;
  }
  return `${kibibytes}K`;
}

/** Where a disk goes. */
export interface DiskMove {
  readonly storage: string;
  /** Format of the copy, on storages that have a choice; VMs alone. */
  readonly format?: "raw" | "qcow2" | "vmdk" | undefined;
  /** Delete the original afterwards instead of keeping it as unused. */
  readonly deleteOriginal: boolean;
}

/**
 * Starts moving a disk to another storage; a container has to be stopped for that.
 *
 * Source: `POST .../move_disk` (worker qmmove), for containers `POST .../move_volume` (worker move_volume).
 */
export async function startMove(
  connection: Connection,
  guest: Guest,
  { slot, digest }: SeenDisk,
  { storage, format, deleteOriginal }: DiskMove,
): Promise<Upid> {
  const shared = { storage, digest, delete: deleteOriginal ? true : undefined };
  return startedTask(
    guest.type === "qemu"
      ? await connection.post(`${guestPath(guest)}/move_disk`, z.unknown(), { disk: slot, format, ...shared })
      : await connection.post(`${guestPath(guest)}/move_volume`, z.unknown(), { volume: slot, ...shared }),
  );
}
