import * as z from "zod";
import { listed } from "../text/list.ts";
import { limit, node } from "./fields.ts";
import { guestColumns, guestRecord, type GuestRow, guestRows, passes } from "./guest_rows.ts";
import { nodeFilter } from "./node_reference.ts";
import { defineTool } from "./tool.ts";

const measures: Readonly<Record<"cpu" | "memory" | "disk" | "uptime", (row: GuestRow) => number>> = {
  // CPU shares are of the guest's own cores; times cores they compare between guests.
  cpu: (row) => (row.cpu ?? 0) * (row.maxcpu ?? 1),
  memory: (row) => row.mem ?? 0,
  disk: (row) => row.disk === undefined || row.disk === 0 ? row.maxdisk ?? 0 : row.disk,
  uptime: (row) => row.uptime ?? 0,
};

/** `proxmox_guest_find`: VMs and containers together, by any property, or those that use most. Source: `GET /cluster/resources`. */
export const guestFind = defineTool({
  name: "proxmox_guest_find",
  title: "Find guests",
  toolset: "core",
  access: "read",
  privileges: ["VM.Audit"],
  description: "Find VMs and containers by name, tag, pool, node or state; top= sorts by what they use.",
  input: {
    query: z.string().optional().describe("vmid, or part of name or tag"),
    node: node.optional(),
    status: z.string().optional(),
    tag: z.string().optional(),
    pool: z.string().optional(),
    top: z.enum(["cpu", "memory", "disk", "uptime"]).optional(),
    limit: limit.default(30),
  },
  output: z.object({ guests: z.array(z.looseObject({})), total: z.number() }),
  async run({ query, top, ...input }, { proxmox }) {
    const filter = { ...input, node: await nodeFilter(proxmox, input.node) };
    const all = guestRows(await proxmox.resources());
    const rows = all.filter((row) => passes(row, filter) && (query === undefined || answers(row, query)));
    if (top !== undefined) {
      const measure = measures[top];
      rows.sort((left, right) => measure(right) - measure(left) || left.vmid - right.vmid);
    }
    return { all: all.length, rows };
  },
  answer({ all, rows }, { limit }, limits) {
    if (rows.length === 0) {
      return {
        text: all === 0
          ? "No guests are visible. Either there are none, or the login lacks VM.Audit on /vms."
          : `None of ${all} guests match. Try fewer filters or a shorter part of the name.`,
        structured: { guests: [], total: 0 },
      };
    }
    const columns = [
      { heading: "type", cell: (row: GuestRow) => row.type === "qemu" ? "VM" : "CT" },
      ...guestColumns,
    ];
    const { text, shown } = listed(rows, {
      columns,
      limit,
      characters: limits.characters,
      narrow: "narrow with query=, node=, status=, tag=, pool=",
    });
    return {
      text: `${rows.length} of ${all} guests match.\n${text}`,
      structured: { guests: rows.slice(0, shown).map(guestRecord), total: rows.length },
    };
  },
});

function answers(row: GuestRow, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return String(row.vmid) === wanted || passes(row, { name: wanted }) ||
    row.tags.some((tag) => tag.toLowerCase().includes(wanted));
}
