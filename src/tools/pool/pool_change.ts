import * as z from "zod";
import { changes, stateText } from "../../text/changes.ts";
import { inline } from "../../text/foreign.ts";
import { counted } from "../../text/list.ts";
import { grants } from "../../proxmox/acl.ts";
import { createPool, deletePool, pools, updatePool } from "../../proxmox/pools.ts";
import { storage, vmid } from "../fields.ts";
import { guestName } from "../target.ts";
import { defineTool } from "../tool.ts";
import { findPool, type FoundPool, PoolError, poolId, requireMembers } from "./pool_reference.ts";

const comment = z.string().max(1000).optional();
const vmids = z.array(vmid).max(500).optional();
const storages = z.array(storage).max(100).optional();
const target = ({ pool }: { readonly pool: string }) =>
  Promise.resolve({ kind: "cluster" as const, what: `pool ${pool}` });

/** `proxmox_pool_create`: sources `POST /pools`, then `PUT /pools` for the members. */
export const poolCreate = defineTool({
  name: "proxmox_pool_create",
  title: "Make a pool",
  toolset: "pool",
  access: "write",
  privileges: ["Pool.Allocate", "Pool.Audit", "VM.Audit", "Datastore.Audit"],
  description: "With guests and storages in it if wanted.",
  input: { pool: poolId, comment, vmids, storages },
  needsQuorum: true,
  target,
  async run({ pool, comment, vmids = [], storages = [] }, context) {
    const { connection } = context.proxmox;
    if ((await pools(connection)).some(({ poolid }) => poolid === pool)) {
      throw new PoolError(`There is a pool ${pool} already.`, { remedy: "proxmox_pool_update changes it." });
    }
    await requireMembers(context, { pool, vmids, storages, move: false });
    await createPool(connection, pool, comment);
    if (vmids.length + storages.length > 0) {
      await updatePool(connection, pool, { members: { vmids, storages } });
    }
    context.proxmox.inventory.forget();
    return await findPool(context, pool);
  },
  answer: (pool) => ({ text: `The pool ${pool.id} is made, with ${wordMembers(pool)}.` }),
});

/** `proxmox_pool_update`: source `PUT /pools`. */
export const poolUpdate = defineTool({
  name: "proxmox_pool_update",
  title: "Change a pool",
  toolset: "pool",
  access: "write",
  privileges: ["Pool.Allocate", "Pool.Audit", "VM.Audit", "Datastore.Audit"],
  description: "Put guests and storages in or take them out; move=true takes guests out of another pool.",
  input: {
    pool: poolId,
    comment,
    vmids: vmids.describe("to put in"),
    storages,
    remove_vmids: vmids,
    remove_storages: storages,
    move: z.boolean().optional(),
  },
  needsQuorum: true,
  target,
  async run({ pool, comment, vmids = [], storages = [], move, ...removed }, context) {
    const { connection, inventory } = context.proxmox;
    const before = await findPool(context, pool);
    await requireMembers(context, { pool, vmids, storages, move: move === true });
    // Proxmox refuses what is a member already, and with it the whole list.
    const there = new Set(before.guests.map((guest) => guest.vmid));
    const members = {
      vmids: vmids.filter((id) => !there.has(id)),
      storages: storages.filter((id) => !before.storages.includes(id)),
    };
    const { remove_vmids = [], remove_storages = [] } = removed;
    if (comment !== undefined || members.vmids.length + members.storages.length > 0) {
      await updatePool(connection, pool, { comment, members, move: move === true });
    }
    if (remove_vmids.length + remove_storages.length > 0) {
      await updatePool(connection, pool, {
        members: { vmids: remove_vmids, storages: remove_storages },
        remove: true,
      });
    }
    inventory.forget();
    return { before, after: await findPool(context, pool) };
  },
  answer({ before, after }) {
    const changed = changes(optionsOf(before), optionsOf(after));
    return {
      text: changed.length === 0
        ? `The pool ${after.id} is as it was: ${wordMembers(after)}.`
        : `The pool ${after.id} is changed:\n${changed.join("\n")}`,
    };
  },
});

/** `proxmox_pool_delete`: source `DELETE /pools`. */
export const poolDelete = defineTool({
  name: "proxmox_pool_delete",
  title: "Delete a pool",
  toolset: "pool",
  access: "destroy",
  privileges: ["Pool.Allocate", "Pool.Audit"],
  description: "An empty one, with the grants on it.",
  input: { pool: poolId },
  target,
  async loss({ pool }, context) {
    const found = await findPool(context, pool);
    const granted = (await grants(context.proxmox.connection)).filter(({ path }) => path === `/pool/${pool}`);
    return {
      name: pool,
      summary: `The pool ${pool} is deleted with the grants on it.`,
      details: [
        `members: ${wordMembers(found)}`,
        ...(found.comment === undefined ? [] : [`comment: ${inline(found.comment, 200)}`]),
        granted.length === 0
          ? "grants: none that this login may see"
          : `grants: ${granted.slice(0, 20).map(({ ugid, roleid }) => `${roleid} for ${ugid}`).join(", ")}`,
      ],
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `/pools?poolid=${pool}`,
        digest: stateText(optionsOf(found)),
      }],
    };
  },
  async run({ pool }, context) {
    const found = await findPool(context, pool);
    if (found.guests.length + found.storages.length > 0) {
      throw new PoolError(`The pool ${pool} is not empty: it has ${wordMembers(found)}.`, {
        remedy: "proxmox_pool_update takes its members out; they stay as they are otherwise.",
      });
    }
    await deletePool(context.proxmox.connection, pool);
  },
  answer: (_, { pool }) => ({ text: `The pool ${pool} is deleted.` }),
});

function optionsOf({ comment, guests, storages }: FoundPool) {
  return { comment, guests: guests.map((guest) => guestName(clean(guest))), storages };
}

function clean<Named extends { readonly name?: string | undefined }>(guest: Named): Named {
  return guest.name === undefined ? guest : { ...guest, name: inline(guest.name, 64) };
}

function wordMembers({ guests, storages }: FoundPool): string {
  const names = guests.slice(0, 20).map((guest) => guestName(clean(guest)));
  return [
    guests.length === 0
      ? "no guests"
      : `${counted(guests.length, "guest")} (${names.join(", ")}${guests.length > 20 ? ", ..." : ""})`,
    storages.length === 0 ? "no storages" : `storages ${storages.join(", ")}`,
  ].join(" and ");
}
