import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";
import { numeric, text } from "./values.ts";

/** How many backups of a guest are kept when older ones are pruned; a part left out keeps none of its kind. */
export interface Retention {
  readonly last?: number | undefined;
  readonly hourly?: number | undefined;
  readonly daily?: number | undefined;
  readonly weekly?: number | undefined;
  readonly monthly?: number | undefined;
  readonly yearly?: number | undefined;
}

/** Writes a retention as Proxmox's property string `keep-last=3,keep-daily=7`. */
export function retentionText(keep: Retention): string {
  return Object.entries(keep).filter(([, count]) => count !== undefined)
    .map(([kind, count]) => `keep-${kind}=${count}`).join(",");
}

/** What a backup of guests of one node is to be. */
export interface NewBackup {
  readonly vmids: readonly number[];
  readonly storage: string;
  readonly mode: "snapshot" | "suspend" | "stop";
  readonly compress: "zstd" | "gzip" | "lzo" | "0";
  readonly notes?: string | undefined;
  readonly protected?: boolean | undefined;
  /** Older backups of the same guests beyond this are deleted afterwards; undefined deletes none. */
  readonly keep?: Retention | undefined;
}

/**
 * Starts a backup on the node that has the guests.
 *
 * `remove=0` keeps a retention that the storage or the node has configured from deleting anything that nobody asked to.
 *
 * Source: `POST /nodes/{node}/vzdump`, worker vzdump. Undefined when the node has none of the guests (it answers `OK`).
 */
export async function startBackup(
  connection: Connection,
  node: string,
  backup: NewBackup,
): Promise<Upid | undefined> {
  const answer = await connection.post(path`/nodes/${node}/vzdump`, z.unknown(), {
    vmid: backup.vmids.join(","),
    storage: backup.storage,
    mode: backup.mode,
    compress: backup.compress,
    "notes-template": backup.notes === undefined ? undefined : escapeTemplate(backup.notes),
    protected: backup.protected,
    "prune-backups": backup.keep === undefined ? undefined : retentionText(backup.keep),
    remove: backup.keep !== undefined,
  });
  return answer === "OK" ? undefined : startedTask(answer);
}

/** Notes are one line in a template: Proxmox turns `\n` back into line ends, and `\\` into a backslash. */
function escapeTemplate(notes: string): string {
  return notes.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

const pruneRow = z.object({ volid: z.string(), mark: z.string(), ctime: numeric, type: text, vmid: numeric });

/** What `GET .../prunebackups` answers. */
export const pruneRows = z.array(pruneRow);

/** What pruning would do with one backup: `keep`, `remove`, `protected` or `renamed`. */
export type PruneRow = z.infer<typeof pruneRow>;

/**
 * Says what a retention would do with the backups of one guest, newest first, without doing it.
 *
 * Source: `GET /nodes/{node}/storage/{storage}/prunebackups`.
 */
export async function prunePreview(
  connection: Connection,
  where: { readonly node: string; readonly storage: string },
  vmid: number,
  keep: Retention,
): Promise<readonly PruneRow[]> {
  const rows = await connection.get(
    path`/nodes/${where.node}/storage/${where.storage}/prunebackups`,
    pruneRows,
    { vmid, "prune-backups": retentionText(keep) },
  );
  return rows.sort((left, right) => (right.ctime ?? 0) - (left.ctime ?? 0));
}
