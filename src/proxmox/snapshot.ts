import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { guestPath } from "./guest_status.ts";
import type { Guest } from "./resources.ts";
import { startedTask } from "./task.ts";
import type { Upid } from "./upid.ts";
import { flag, numeric, text } from "./values.ts";

const snapshotRow = z.object({
  name: z.string(),
  parent: text,
  description: text,
  snaptime: numeric,
  vmstate: flag,
  snapstate: text,
});

/**
 * A snapshot of a guest; `snaptime` in seconds since 1970, `vmstate` true when it holds the RAM, `snapstate` set when it is
 * unfinished (`prepare`, `delete`, `commit`).
 */
export type Snapshot = z.infer<typeof snapshotRow>;

/** The snapshots of a guest, oldest first, and the one that the guest's present state descends from. */
export interface SnapshotTree {
  readonly snapshots: readonly Snapshot[];
  readonly currentParent: string | undefined;
}

/** Reads a guest's snapshots. Source: `GET /nodes/{node}/{type}/{vmid}/snapshot`, in random order there. */
export async function snapshotTree(connection: Connection, guest: Guest): Promise<SnapshotTree> {
  const rows = await connection.get(`${guestPath(guest)}/snapshot`, z.array(snapshotRow));
  return {
    // "current" is no snapshot but stands for the guest's present state.
    snapshots: rows.filter((row) => row.name !== "current")
      .sort((left, right) =>
        (left.snaptime ?? 0) - (right.snaptime ?? 0) || left.name.localeCompare(right.name)
      ),
    currentParent: rows.find((row) => row.name === "current")?.parent,
  };
}

/** What a new snapshot is to be. */
export interface NewSnapshot {
  readonly name: string;
  readonly description?: string | undefined;
  /** Keep the RAM of a running VM too; containers cannot. */
  readonly vmstate?: boolean | undefined;
}

/** Starts taking a snapshot. Source: `POST .../snapshot`, workers qmsnapshot and vzsnapshot. */
export async function createSnapshot(
  connection: Connection,
  guest: Guest,
  snapshot: NewSnapshot,
): Promise<Upid> {
  return startedTask(
    await connection.post(`${guestPath(guest)}/snapshot`, z.unknown(), {
      snapname: snapshot.name,
      description: snapshot.description,
      vmstate: guest.type === "qemu" ? snapshot.vmstate : undefined,
    }),
  );
}

/** Starts rolling a guest back; it is stopped for that. Source: `POST .../snapshot/{snapname}/rollback`, workers qmrollback and vzrollback. */
export async function rollbackSnapshot(
  connection: Connection,
  guest: Guest,
  name: string,
  start: boolean,
): Promise<Upid> {
  const where = `${guestPath(guest)}${path`/snapshot/${name}/rollback`}`;
  return startedTask(await connection.post(where, z.unknown(), { start: start ? true : undefined }));
}

/** Starts deleting a snapshot. Source: `DELETE .../snapshot/{snapname}`, workers qmdelsnapshot and vzdelsnapshot. */
export async function deleteSnapshot(connection: Connection, guest: Guest, name: string): Promise<Upid> {
  return startedTask(await connection.delete(`${guestPath(guest)}${path`/snapshot/${name}`}`, z.unknown()));
}
