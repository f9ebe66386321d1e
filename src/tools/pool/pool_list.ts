import { inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import { lines } from "../../text/table.ts";
import { pools } from "../../proxmox/pools.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { defineTool, type ToolAnswer } from "../tool.ts";
import { findPool, type FoundPool, poolId } from "./pool_reference.ts";

/** `proxmox_pool_list`: source `GET /pools`. */
export const poolList = defineTool({
  name: "proxmox_pool_list",
  title: "Pools and their members",
  toolset: "pool",
  access: "read",
  privileges: ["Pool.Audit"],
  description: "All pools, or the guests and storages of one.",
  input: { pool: poolId.optional() },
  async run({ pool }, context) {
    if (pool !== undefined) return { pool: await findPool(context, pool) };
    const { guests } = await context.proxmox.resources();
    const found = await pools(context.proxmox.connection);
    return {
      all: found.map((row) => ({
        ...row,
        guests: guests.filter((guest) => guest.pool === row.poolid).length,
      })),
    };
  },
  answer(found, _, { characters }) {
    if (found.pool !== undefined) return wordPool(found.pool, characters);
    if (found.all.length === 0) {
      return {
        text: "No pools are visible; a login sees those on which it has Pool.Audit. proxmox_pool_create " +
          "makes one.",
      };
    }
    const body = list(found.all, {
      columns: [
        { heading: "pool", cell: (row) => row.poolid },
        { heading: "guests", cell: (row) => row.guests, right: true },
        { heading: "comment", cell: (row) => inline(row.comment ?? "", 100) },
      ],
      limit: 300,
      characters,
      narrow: "pool= shows one",
    });
    return { text: `${counted(found.all.length, "pool")}\n${body}` };
  },
});

function wordPool({ id, comment, guests, storages }: FoundPool, characters: number): ToolAnswer {
  const body = list(guests, {
    columns: [
      { heading: "vmid", cell: (guest: Guest) => guest.vmid, right: true },
      { heading: "type", cell: (guest: Guest) => guest.type === "qemu" ? "VM" : "CT" },
      { heading: "name", cell: (guest: Guest) => inline(guest.name ?? "", 60) },
      { heading: "node", cell: (guest: Guest) => guest.node },
      { heading: "state", cell: (guest: Guest) => guest.status },
    ],
    limit: 500,
    characters,
    narrow: "proxmox_guest_find with pool= narrows further",
  });
  const head = lines([
    ["pool", id],
    ["comment", inline(comment ?? "", 200)],
    ["storages", storages.join(", ") || "none"],
    ["guests", guests.length === 0 ? "none that this login may see" : String(guests.length)],
  ]);
  return { text: body === "" ? head : `${head}\n${body}` };
}
