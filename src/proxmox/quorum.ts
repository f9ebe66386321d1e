import * as z from "zod";
import { ApiError, PermissionError } from "../wire/errors.ts";
import { ExplainedError } from "../text/explained.ts";
import type { Connection } from "./connection.ts";
import { flag, text } from "./values.ts";

/** The cluster has no quorum, so a change would be refused half-way. */
export class NoQuorumError extends ExplainedError {
  override readonly name = "NoQuorumError";
}

const haRow = z.looseObject({
  id: text,
  type: z.string(),
  status: text,
  node: text,
  sid: text,
  state: text,
  crm_state: text,
  quorate: flag,
});

/** A row of the HA manager's status: the quorum, the master, the local managers, the resources (`sid` is `vm:100`). */
export type HaRow = z.infer<typeof haRow>;

/** Reads the HA manager's status. Source: `GET /cluster/ha/status/current`, needs Sys.Audit on `/`. */
export function haStatus(connection: Connection): Promise<readonly HaRow[]> {
  return connection.get("/cluster/ha/status/current", z.array(haRow));
}

/**
 * Tells whether the cluster has quorum, or undefined when the login may not know.
 *
 * The quorum row of the HA status is asked, since `quorate` of `/cluster/status` can be minutes old.
 */
export async function hasQuorum(connection: Connection): Promise<boolean | undefined> {
  try {
    return (await haStatus(connection)).find((row) => row.type === "quorum")?.quorate;
  } catch (error) {
    if (error instanceof PermissionError) return undefined;
    // pmxcfs not running at all: no login is even checked then.
    if (error instanceof ApiError && error.status === 500) return false;
    throw error;
  }
}

/**
 * Refuses to go on while the cluster has no quorum: Proxmox frees the disks of a guest it deletes and only then fails.
 *
 * @throws {NoQuorumError}
 */
export async function requireQuorum(connection: Connection): Promise<void> {
  if (await hasQuorum(connection) === false) {
    throw new NoQuorumError("The cluster has no quorum, so nothing was sent.", {
      remedy:
        "Too few nodes are online to agree on changes. proxmox_cluster_status shows which are missing; bring one back " +
        "before changing anything.",
    });
  }
}
