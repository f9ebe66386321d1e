import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import { type BackupJob, backupJobs } from "../../proxmox/backup_jobs.ts";
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
