import { invalid, missingPrivilege } from "../api/failure.ts";
import type { CallContext } from "../api/endpoint.ts";
import { parseVolid } from "../cluster/storage.ts";

/**
 * The full id of the volume in a path: given whole, or without its storage.
 *
 * @throws {ApiFailure} 400 when it belongs to another storage than the path's
 */
export function volumeOfPath(storage: string, given: string): string {
  const parsed = parseVolid(given);
  if (parsed === undefined) return `${storage}:${given}`;
  if (parsed.storage !== storage) {
    throw invalid({ volume: `storage ID mismatch (${parsed.storage} != ${storage})\n` });
  }
  return given;
}

/** The guest a volume's name says it belongs to. */
export function ownerOf(name: string): number | undefined {
  const match =
    /^(\d+)\/|(?:vm|base|subvol|basevol)-(\d+)-|backup\/(?:vm|ct)\/(\d+)\/|vzdump-(?:qemu|lxc)-(\d+)-/.exec(
      name,
    );
  const id = match?.slice(1).find((group) => group !== undefined);
  return id === undefined ? undefined : Number(id);
}

/**
 * Checks that the caller may read a volume.
 *
 * @throws {ApiFailure} 403
 */
export function requireVolumeAccess(call: CallContext, storage: string, owner: number | undefined): void {
  const path = `/storage/${storage}`;
  const privs = ["Datastore.Audit", "Datastore.Allocate"];
  if (call.permissions.has(path, privs, true)) return;
  if (owner !== undefined && call.permissions.has(`/vms/${owner}`, ["VM.Backup", "VM.Config.Disk"], true)) {
    return;
  }
  throw missingPrivilege(path, privs, true);
}
