import { ExplainedError } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { type GuestConfig, guestConfig } from "../../proxmox/guest_config.ts";
import { disksIn, type GuestDisk } from "../../proxmox/guest_options/disk.ts";
import type { Connection } from "../../proxmox/connection.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { guestName } from "../target.ts";

/** A disk that the guest does not have, or that cannot be changed in the way that is asked for. */
export class DiskError extends ExplainedError {
  override readonly name = "DiskError";
}

/** A disk with the configuration in which it was seen. */
export interface FoundDisk {
  readonly disk: GuestDisk;
  readonly config: GuestConfig;
}

/**
 * Finds a disk in a guest's configuration.
 *
 * @throws {DiskError} naming the disks it has.
 */
export async function diskOf(connection: Connection, guest: Guest, slot: string): Promise<FoundDisk> {
  const config = await guestConfig(connection, guest);
  const disks = disksIn(guest.type, config.options).filter(({ kind }) =>
    kind === "disk" || kind === "unused"
  );
  const disk = disks.find((candidate) => candidate.slot === slot);
  if (disk !== undefined) return { disk, config };
  throw new DiskError(`${guestName(guest)} has no disk ${slot}.`, {
    remedy: disks.length === 0
      ? "It has no disks at all."
      : `It has: ${disks.map((known) => `${known.slot} (${inline(known.volume, 80)})`).join(", ")}.`,
  });
}
