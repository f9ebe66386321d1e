import * as z from "zod";
import type { Connection } from "./connection.ts";
import { numeric, text } from "./values.ts";

const poolRow = z.object({ poolid: z.string(), comment: text });

/** A pool of guests and storages; its id may hold slashes (`customers/meadow`). */
export type Pool = z.infer<typeof poolRow>;

const memberRow = z.object({
  type: z.string(),
  node: text,
  vmid: numeric,
  storage: text,
  name: text,
  status: text,
});

const membersAnswer = z.array(z.object({ comment: text, members: z.array(memberRow).default([]) }));

/** What a pool holds: guests by vmid, storages by id. */
export interface PoolContent {
  readonly comment: string | undefined;
  readonly guests: readonly z.infer<typeof memberRow>[];
  readonly storages: readonly string[];
}

/** Lists the pools that the login may see, by id. Source: `GET /pools`. */
export async function pools(connection: Connection): Promise<readonly Pool[]> {
  const rows = await connection.get("/pools", z.array(poolRow));
  return rows.sort((left, right) => left.poolid.localeCompare(right.poolid));
}

/** Reads a pool's comment and members. Source: `GET /pools?poolid=`, which takes ids with slashes too. */
export async function poolContent(connection: Connection, poolid: string): Promise<PoolContent> {
  const [pool] = await connection.get("/pools", membersAnswer, { poolid });
  const members = pool?.members ?? [];
  return {
    comment: pool?.comment,
    guests: members.filter((row) => row.vmid !== undefined)
      .sort((left, right) => (left.vmid ?? 0) - (right.vmid ?? 0)),
    // A storage has a row for each node that it is on.
    storages: [...new Set(members.flatMap(({ storage }) => storage ?? []))].sort(),
  };
}

/** Makes an empty pool. Source: `POST /pools`, needs Pool.Allocate on `/pool/{poolid}`. */
export async function createPool(connection: Connection, poolid: string, comment?: string): Promise<void> {
  await connection.post("/pools", z.unknown(), { poolid, comment });
}

/** What goes into a pool or out of it. */
export interface PoolMembers {
  readonly vmids: readonly number[];
  readonly storages: readonly string[];
}

/**
 * Changes a pool's comment, or puts members in or takes them out.
 *
 * Source: `PUT /pools`. A guest is in one pool at most; `move` takes it out of another one.
 */
export async function updatePool(
  connection: Connection,
  poolid: string,
  change: {
    readonly comment?: string | undefined;
    readonly members?: PoolMembers;
    readonly remove?: boolean;
    readonly move?: boolean;
  },
): Promise<void> {
  const { vmids = [], storages = [] } = change.members ?? {};
  await connection.put("/pools", z.unknown(), {
    poolid,
    comment: change.comment,
    vms: vmids.length === 0 ? undefined : vmids.join(","),
    storage: storages.length === 0 ? undefined : storages.join(","),
    delete: change.remove === true ? true : undefined,
    "allow-move": change.move === true ? true : undefined,
  });
}

/** Deletes an empty pool and the grants on it. Source: `DELETE /pools`. */
export async function deletePool(connection: Connection, poolid: string): Promise<void> {
  await connection.delete("/pools", z.unknown(), { poolid });
}
