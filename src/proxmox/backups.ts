import { WireError } from "../wire/errors.ts";
import type { Proxmox } from "./proxmox.ts";
import type { Guest, StorageRow } from "./resources.ts";
import { type Volume, volumes } from "./storage.ts";

/** A backup and the storage row through which it was seen. */
export interface Backup extends Volume {
  readonly storage: string;
  /** Node that was asked; for a shared storage any that has it. */
  readonly node: string;
}

/** The backups found, newest first, and the storages that did not answer. */
export interface Backups {
  readonly backups: readonly Backup[];
  readonly unread: readonly string[];
}

/**
 * Lists backups on every storage that holds any, asking each storage once.
 *
 * Shared storages are asked through the guest's node where that has them. A storage that fails is named, not fatal.
 */
export async function backups(
  proxmox: Proxmox,
  filter: {
    readonly guest?: Pick<Guest, "vmid" | "node">;
    readonly storage?: string;
    readonly node?: string;
  } = {},
): Promise<Backups> {
  const { storages } = await proxmox.resources();
  const preferred = filter.node ?? filter.guest?.node ?? proxmox.defaultNode;
  const chosen = chooseRows(
    storages.filter((row) =>
      row.content.includes("backup") && row.status === "available" &&
      (filter.storage === undefined || row.storage === filter.storage) &&
      (filter.node === undefined || row.node === filter.node)
    ),
    preferred,
  );
  const found = await Promise.all(chosen.map((row) => backupsOn(proxmox, row, filter.guest?.vmid)));
  return {
    backups: found.flatMap((part) => part.backups)
      .sort((left, right) => (right.ctime ?? 0) - (left.ctime ?? 0) || left.volid.localeCompare(right.volid)),
    unread: found.flatMap((part) => part.unread),
  };
}

function chooseRows(rows: readonly StorageRow[], preferred: string | undefined): StorageRow[] {
  const chosen = new Map<string, StorageRow>();
  for (const row of rows) {
    const key = row.shared ? row.storage : `${row.storage} ${row.node}`;
    if (!chosen.has(key) || row.node === preferred) chosen.set(key, row);
  }
  return [...chosen.values()];
}

async function backupsOn(proxmox: Proxmox, row: StorageRow, vmid: number | undefined): Promise<Backups> {
  try {
    const found = await volumes(proxmox.connection, row.node, row.storage, { content: "backup", vmid });
    return {
      backups: found.map((volume) => ({ ...volume, storage: row.storage, node: row.node })),
      unread: [],
    };
  } catch (error) {
    if (error instanceof WireError) return { backups: [], unread: [`${row.storage} on ${row.node}`] };
    throw error;
  }
}
