import * as z from "zod";
import { PolicyError } from "../../policy/errors.ts";
import { WireError } from "../../wire/errors.ts";
import type { Connection } from "../connection.ts";
import { guestConfig } from "../guest_config.ts";
import { guestPath } from "../guest_status.ts";
import type { Proxmox } from "../proxmox.ts";
import type { Guest } from "../resources.ts";
import { snapshotTree } from "../snapshot.ts";
import { text } from "../values.ts";

/** An option of a guest that names a volume. */
export interface VolumeReference {
  readonly guest: Guest;
  readonly option: string;
  /** Snapshot whose configuration names it; undefined for the present one. */
  readonly snapshot: string | undefined;
}

/** Where a volume is named, and which guests could not be asked. */
export interface VolumeReferences {
  readonly found: readonly VolumeReference[];
  readonly unread: readonly Guest[];
}

/** Configurations read at the same time. */
const atOnce = 8;

const pendingRows = z.array(z.looseObject({ key: z.string(), value: text, pending: text }));

/**
 * Looks for the options of guests that name a volume, in their present configuration, with what waits for a restart, and,
 * for the guest that owns the volume, in its snapshots.
 *
 * Proxmox deletes a volume that is in use without a word (pve-facts 3.6), hence this. Every guest of the nodes that have
 * the storage is asked. Sources: `GET .../pending`, `GET .../config?snapshot=`.
 */
export async function volumeReferences(
  { connection, inventory, signal }: Proxmox,
  volume: { readonly volid: string; readonly owner: number | undefined; readonly nodes: readonly string[] },
): Promise<VolumeReferences> {
  const { guests } = await inventory.resources({ fresh: true, signal });
  const asked = guests.filter((guest) => volume.nodes.includes(guest.node) || guest.vmid === volume.owner);
  const found: VolumeReference[] = [];
  const unread: Guest[] = [];
  const waiting = [...asked];
  const ask = async (): Promise<void> => {
    for (let guest = waiting.shift(); guest !== undefined; guest = waiting.shift()) {
      try {
        found.push(...await referencesOf(connection, guest, volume.volid));
        if (guest.vmid === volume.owner) found.push(...await inSnapshots(connection, guest, volume.volid));
      } catch (error) {
        if (!(error instanceof WireError) && !(error instanceof PolicyError)) throw error;
        unread.push(guest);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  const byId = (left: Guest, right: Guest) => left.vmid - right.vmid;
  return { found: found.sort((left, right) => byId(left.guest, right.guest)), unread: unread.sort(byId) };
}

async function referencesOf(connection: Connection, guest: Guest, volid: string): Promise<VolumeReference[]> {
  // One request per guest of the cluster must not use up what the rate limit leaves to others.
  const rows = await connection.get(`${guestPath(guest)}/pending`, pendingRows, undefined, { unpaced: true });
  return rows.filter((row) => names(row.value, volid) || names(row.pending, volid))
    .map(({ key }) => ({ guest, option: key, snapshot: undefined }));
}

async function inSnapshots(connection: Connection, guest: Guest, volid: string): Promise<VolumeReference[]> {
  const { snapshots } = await snapshotTree(connection, guest);
  const found: VolumeReference[] = [];
  for (const { name } of snapshots) {
    const { options } = await guestConfig(connection, guest, name);
    for (const [option, value] of options) {
      if (names(value, volid)) found.push({ guest, option, snapshot: name });
    }
  }
  return found;
}

/** Whether a value names the volume itself, not one whose name begins alike. */
function names(value: string | undefined, volid: string): boolean {
  return value?.split(",").some((part) => part === volid || part.endsWith(`=${volid}`)) ?? false;
}
