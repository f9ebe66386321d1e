import * as z from "zod";
import { naturally } from "../text/order.ts";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { flag, numeric, text } from "./values.ts";

const jobRow = z.object({
  id: z.string(),
  guest: numeric,
  source: text,
  target: text,
  schedule: text,
  disable: flag,
  remove_job: text,
  comment: text,
});

/** A replication job as it is configured; `remove_job` is set while it is being taken away. */
export type ReplicationJob = z.infer<typeof jobRow>;

const stateRow = z.object({
  id: z.string(),
  last_sync: numeric,
  last_try: numeric,
  next_sync: numeric,
  duration: numeric,
  fail_count: numeric,
  error: text,
});

/** How a replication job has fared; times in seconds since 1970, `last_sync` 0 before the first success. */
export type ReplicationState = z.infer<typeof stateRow>;

/** Lists the replication jobs by id. Source: `GET /cluster/replication`, those of guests that the login may see. */
export async function replicationJobs(connection: Connection): Promise<readonly ReplicationJob[]> {
  const jobs = await connection.get("/cluster/replication", z.array(jobRow));
  return jobs.sort((left, right) => naturally(left.id, right.id));
}

/** Reads how the jobs of the guests on a node have fared. Source: `GET /nodes/{node}/replication`. */
export async function replicationStates(
  connection: Connection,
  node: string,
): Promise<readonly ReplicationState[]> {
  return await connection.get(path`/nodes/${node}/replication`, z.array(stateRow));
}
