import { ExplainedError } from "../../text/explained.ts";
import { type Backup, backups } from "../../proxmox/backups.ts";
import type { GuestType } from "../../proxmox/resources.ts";
import { storageAt } from "../storage_reference.ts";
import type { ToolContext } from "../tool.ts";

/** A backup that its storage does not have. */
export class UnknownBackupError extends ExplainedError {
  override readonly name = "UnknownBackupError";
}

/**
 * Finds a backup by its volume id on the node that is named, or on one that has its storage.
 *
 * @throws {UnknownStorageError} when there is no such storage; {UnknownBackupError} when it does not have the backup.
 */
export async function findBackup(
  context: ToolContext,
  reference: { readonly volume: string; readonly node?: string | undefined },
): Promise<Backup> {
  const { proxmox } = context;
  const storage = reference.volume.slice(0, reference.volume.indexOf(":"));
  const row = await storageAt(proxmox, storage, reference.node);
  const { backups: found } = await backups(proxmox, { storage, node: row.node });
  const backup = found.find((candidate) => candidate.volid === reference.volume);
  if (backup !== undefined) return backup;
  throw new UnknownBackupError(`${storage} on ${row.node} has no backup ${reference.volume}.`, {
    remedy: row.shared
      ? "proxmox_backup_list shows the backups there are."
      : "proxmox_backup_list shows the backups there are; this storage is not shared, so node= matters.",
  });
}

/** What kind of guest a backup is of, by its name; undefined when the name does not tell. */
export function backedUpType(volume: string): GuestType | undefined {
  const kind = /:backup\/(?:vzdump-(qemu|lxc)-|(vm|ct)\/)/.exec(volume);
  if (kind === null) return undefined;
  return kind[1] === "qemu" || kind[2] === "vm" ? "qemu" : "lxc";
}
