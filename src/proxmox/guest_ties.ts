import * as z from "zod";
import { PermissionError } from "../wire/errors.ts";
import { backupJobs, selectionOf } from "./backup_jobs.ts";
import type { Connection } from "./connection.ts";
import type { Guest } from "./resources.ts";
import { numeric, text } from "./values.ts";

const replicationRow = z.looseObject({ id: z.string(), guest: numeric, target: text });

/** What in the cluster's configuration names a guest, beside its own. */
export interface GuestTies {
  /** Backup jobs that back it up, as `id (selection)`; undefined when the login may not see them. */
  readonly backupJobs: readonly string[] | undefined;
  /** Replication jobs, as `id to node`. */
  readonly replications: readonly string[];
}

/** Looks up which jobs a guest is part of. Sources: `GET /cluster/backup`, `GET /cluster/replication`. */
export async function guestTies(connection: Connection, guest: Guest): Promise<GuestTies> {
  const [jobs, replications] = await Promise.all([
    jobsOf(connection, guest),
    connection.get("/cluster/replication", z.array(replicationRow)),
  ]);
  return {
    backupJobs: jobs,
    replications: replications.filter((row) => row.guest === guest.vmid)
      .map((row) => `${row.id} to ${row.target ?? "another node"}`),
  };
}

async function jobsOf(
  connection: Connection,
  { vmid, pool, node }: Guest,
): Promise<readonly string[] | undefined> {
  const listed = (ids: string | undefined) => (ids ?? "").split(/[,; ]+/).includes(String(vmid));
  try {
    const jobs = await backupJobs(connection);
    return jobs
      .filter((job) => job.node === undefined || job.node === node)
      .filter((job) =>
        job.all ? !listed(job.exclude) : job.pool !== undefined ? job.pool === pool : listed(job.vmid)
      )
      .map((job) => `${job.id} (${selectionOf(job)})`);
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    throw error;
  }
}
