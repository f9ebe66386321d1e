import * as z from "zod";
import { ApiError } from "../wire/errors.ts";
import type { Proxmox } from "./proxmox.ts";
import { type HaRow, haStatus } from "./quorum.ts";
import type { Resources } from "./resources.ts";
import { type TaskRow, taskRows } from "./task.ts";
import { flag, numeric, text } from "./values.ts";

const statusRow = z.object({
  type: z.string(),
  name: text,
  nodes: numeric,
  quorate: flag,
  online: flag,
  ip: text,
  local: flag,
});

/** A row of `GET /cluster/status`: the cluster itself (`type` cluster) or a member. */
export type ClusterRow = z.infer<typeof statusRow>;

/** What one part of the state is, or why the login cannot see it. */
export type Seen<Value> = { readonly value: Value } | { readonly hidden: string };

/** The state of a whole cluster, each part as far as the login may see it. */
export interface ClusterState {
  readonly version: Seen<string>;
  readonly members: Seen<readonly ClusterRow[]>;
  readonly ha: Seen<readonly HaRow[]>;
  readonly tasks: Seen<readonly TaskRow[]>;
  readonly resources: Resources;
}

/**
 * Reads everything that one screen about a cluster needs, all at once.
 *
 * Sources: `GET /version`, `/cluster/status`, `/cluster/ha/status/current`, `/cluster/tasks`, `/cluster/resources`.
 */
export async function clusterState(proxmox: Proxmox): Promise<ClusterState> {
  const { connection } = proxmox;
  const [version, members, ha, tasks, resources] = await Promise.all([
    seen(connection.get("/version", z.object({ version: z.string() })).then((answer) => answer.version)),
    seen(connection.get("/cluster/status", z.array(statusRow))),
    seen(haStatus(connection)),
    seen(connection.get("/cluster/tasks", taskRows)),
    proxmox.resources({ fresh: true }),
  ]);
  return { version, members, ha, tasks, resources };
}

async function seen<Value>(asked: Promise<Value>): Promise<Seen<Value>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (error instanceof ApiError && error.status !== 401) {
      return { hidden: error.reason === "" ? error.message : error.reason };
    }
    throw error;
  }
}
