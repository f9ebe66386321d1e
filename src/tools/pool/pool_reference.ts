import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import { type Pool, type PoolContent, poolContent, pools } from "../../proxmox/pools.ts";
import { ApiError, PermissionError } from "../../wire/errors.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { guestOf } from "../guest.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName } from "../target.ts";
import type { ToolContext } from "../tool.ts";

/** A pool that the cluster does not have, or has already. */
export class PoolError extends ExplainedError {
  override readonly name = "PoolError";
}

/** A pool's id: up to three names with slashes between them. */
export const poolId = z.string().max(200).regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*){0,2}$/,
  "is no pool's id",
);

/** A pool with those of its guests that the caller may see. */
export interface FoundPool extends Omit<PoolContent, "guests"> {
  readonly id: string;
  readonly guests: readonly Guest[];
}

/** Reads a pool by its id. @throws {PoolError} naming the pools there are. */
export async function findPool({ proxmox }: Pick<ToolContext, "proxmox">, id: string): Promise<FoundPool> {
  const all = await pools(proxmox.connection);
  if (!all.some((pool) => pool.poolid === id)) throw unknownPool(id, all);
  const content = await poolContent(proxmox.connection, id);
  const members = new Set(content.guests.map((row) => row.vmid));
  const { guests } = await proxmox.resources({ fresh: true });
  return { ...content, id, guests: guests.filter((guest) => members.has(guest.vmid)) };
}

/**
 * Checks that a pool exists that something is to be put into.
 *
 * A pool that the login may not look at passes: to make guests in it another privilege is enough.
 *
 * @throws {PoolError} naming the pools there are.
 */
export async function requirePool({ proxmox }: Pick<ToolContext, "proxmox">, id: string): Promise<void> {
  try {
    await poolContent(proxmox.connection, id);
  } catch (error) {
    if (error instanceof PermissionError) return;
    if (!(error instanceof ApiError) || !/does not exist/.test(error.reason)) throw error;
    throw unknownPool(id, await pools(proxmox.connection));
  }
}

function unknownPool(id: string, all: readonly Pool[]): PoolError {
  const ids = all.map((pool) => pool.poolid);
  const near = nearest(id, ids);
  return new PoolError(`No pool ${id} is visible.`, {
    remedy: ids.length === 0
      ? "There are none; a login sees the pools on which it has Pool.Audit."
      : `${near === undefined ? "" : `Did you mean ${near}? `}The pools are: ${ids.slice(0, 60).join(", ")}.`,
  });
}

/** Whom a pool is to take in. */
export interface NewMembers {
  readonly pool: string;
  readonly vmids: readonly number[];
  readonly storages: readonly string[];
  /** Whether guests may come out of another pool. */
  readonly move: boolean;
}

/**
 * Checks that guests and storages exist, since Proxmox takes unknown ids into a pool without a word, and that no guest
 * belongs to another pool.
 *
 * @throws {PoolError} naming the other pool; the errors of looking up a guest or a storage.
 */
export async function requireMembers(context: ToolContext, members: NewMembers): Promise<void> {
  for (const vmid of members.vmids) {
    const guest = await guestOf(context, { vmid });
    if (members.move || guest.pool === undefined || guest.pool === members.pool) continue;
    throw new PoolError(`${guestName(guest)} belongs to the pool ${guest.pool}.`, {
      remedy: "A guest is in one pool at most: proxmox_pool_update with move=true takes it out of that one.",
    });
  }
  for (const storage of members.storages) await storageAt(context.proxmox, storage, undefined);
}
