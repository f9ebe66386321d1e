import { failure } from "../api/failure.ts";
import type { Clock } from "../cluster/clock.ts";
import { configDirectory, type Guest } from "../cluster/guest.ts";
import type { Faults } from "./faults.ts";

/**
 * Refuses at once without quorum: start, create, clone, migrate.
 *
 * @throws {ApiFailure} 500
 */
export function requireQuorum(faults: Faults): void {
  if (!faults.isQuorate) throw failure("cluster not ready - no quorum?");
}

/**
 * Refuses to write a guest's configuration file without quorum: it is read-only then.
 *
 * @throws {ApiFailure} 500
 */
export function requireWritableConfig(faults: Faults, guest: Guest): void {
  if (faults.isQuorate) return;
  const path = `/etc/pve/nodes/${guest.node}/${configDirectory(guest.type)}/${guest.vmid}.conf`;
  throw failure(`unable to open file '${path}.tmp.251' - Permission denied`);
}

/**
 * Refuses to write one of the cluster's own files without quorum, after the ten seconds the lock is waited for.
 *
 * @param lock name of the lock, for example `file-user_cfg`
 * @param prefix what precedes the sentence, for example `create user failed: `
 * @throws {ApiFailure} 500
 */
export async function requireClusterLock(
  faults: Faults,
  clock: Clock,
  lock: string,
  prefix = "",
): Promise<void> {
  if (faults.isQuorate) return;
  await clock.sleep(10);
  throw failure(`${prefix}cfs-lock '${lock}' error: no quorum!`);
}
