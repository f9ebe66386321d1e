import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import { type BackupJob, backupJobs } from "../../proxmox/backup_jobs.ts";
import { guestOf } from "../guest.ts";
import { nodeFilter } from "../node_reference.ts";
import { requirePool } from "../pool/pool_reference.ts";
import { storageAt } from "../storage_reference.ts";
import type { ToolContext } from "../tool.ts";

/** A backup job that the cluster does not have. */
export class UnknownBackupJobError extends ExplainedError {
  override readonly name = "UnknownBackupJobError";
}

/** Finds a backup job by its id. @throws {UnknownBackupJobError} naming the jobs there are. */
export async function findJob({ proxmox }: ToolContext, id: string): Promise<BackupJob> {
  const jobs = await backupJobs(proxmox.connection);
  const job = jobs.find((candidate) => candidate.id === id);
  if (job !== undefined) return job;
  const ids = jobs.map((candidate) => candidate.id);
  const near = nearest(id, ids);
  throw new UnknownBackupJobError(`There is no backup job ${id}.`, {
    remedy: ids.length === 0
      ? "There are no backup jobs at all."
      : `${near === undefined ? "" : `Did you mean ${near}? `}The jobs are: ${ids.slice(0, 40).join(", ")}.`,
  });
}

/** What a backup job is to be about. */
export interface JobReach {
  readonly vmids?: readonly number[] | undefined;
  readonly pool?: string | undefined;
  readonly storage?: string | undefined;
  readonly node?: string | undefined;
}

/**
 * Checks that guests, pool, storage and node exist, since Proxmox makes jobs of unknown ones without a word, and nobody
 * would notice that such a job backs nothing up.
 *
 * @throws the errors of looking them up, which name those there are.
 */
export async function requireReach(context: ToolContext, reach: JobReach): Promise<void> {
  const node = await nodeFilter(context.proxmox, reach.node);
  if (reach.storage !== undefined) await storageAt(context.proxmox, reach.storage, node);
  if (reach.pool !== undefined) await requirePool(context, reach.pool);
  for (const vmid of reach.vmids ?? []) await guestOf(context, { vmid });
}
