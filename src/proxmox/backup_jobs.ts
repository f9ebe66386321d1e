import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";
import { flag, numeric, text } from "./values.ts";

/** `prune-backups` arrives as an object of strings, from older releases as the property string. */
const retention = z.union([
  z.string(),
  z.record(z.string(), z.union([z.string(), z.number()])).transform((kept) =>
    Object.entries(kept).map(([kind, count]) => `${kind}=${count}`).sort().join(",")
  ),
]).optional().catch(undefined);

const jobRow = z.looseObject({
  id: z.string(),
  enabled: z.unknown().transform((value) => value === undefined || flag.parse(value)),
  schedule: text,
  starttime: text,
  dow: text,
  storage: text,
  mode: text,
  compress: text,
  vmid: text,
  all: flag,
  pool: text,
  exclude: text,
  node: text,
  comment: text,
  "prune-backups": retention,
  "notes-template": text,
  protected: flag,
  "next-run": numeric,
});

/** A scheduled backup: what it backs up (`vmid`, `all` or `pool`), where to, when, and how many backups it keeps. */
export type BackupJob = z.infer<typeof jobRow>;

/** Lists the backup jobs by id. Source: `GET /cluster/backup`, needs Sys.Audit on `/`. */
export async function backupJobs(connection: Connection): Promise<readonly BackupJob[]> {
  const jobs = await connection.get("/cluster/backup", z.array(jobRow));
  return jobs.sort((left, right) => left.id.localeCompare(right.id));
}

/** Makes a backup job. Source: `POST /cluster/backup`, needs Sys.Modify on `/`. */
export async function createBackupJob(connection: Connection, options: Parameters): Promise<void> {
  await connection.post("/cluster/backup", z.unknown(), options);
}

/** Changes a backup job; what is left out stays. Source: `PUT /cluster/backup/{id}`. */
export async function updateBackupJob(
  connection: Connection,
  id: string,
  options: Parameters,
): Promise<void> {
  await connection.put(path`/cluster/backup/${id}`, z.unknown(), options);
}

/** Deletes a backup job; its backups stay. Source: `DELETE /cluster/backup/{id}`. */
export async function deleteBackupJob(connection: Connection, id: string): Promise<void> {
  await connection.delete(path`/cluster/backup/${id}`, z.unknown());
}

/** What a job backs up, in words. */
export function selectionOf(job: BackupJob): string {
  if (job.all) return job.exclude === undefined ? "all guests" : `all guests but ${job.exclude}`;
  if (job.pool !== undefined) return `pool ${job.pool}`;
  return job.vmid ?? "nothing";
}

/** When a job runs, in words; older jobs have a time and days in place of a calendar event. */
export function scheduleOf(job: BackupJob): string {
  return job.schedule ?? [job.dow, job.starttime].filter((part) => part !== undefined).join(" ");
}
