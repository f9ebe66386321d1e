import * as z from "zod";
import type { GuestType } from "../proxmox/resources.ts";
import { counted, countWords, list } from "../text/list.ts";
import { limit, node } from "./fields.ts";
import { guestColumns, guestRows, passes } from "./guest_rows.ts";
import { nodeFilter } from "./node_reference.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Makes `proxmox_vm_list` or `proxmox_ct_list`. */
function guestList(type: GuestType): Tool {
  const noun = type === "qemu" ? "vm" : "ct";
  const guest = type === "qemu" ? "VM" : "container";
  const guests = `${guest}s`;
  return defineTool({
    name: `proxmox_${noun}_list`,
    title: type === "qemu" ? "List VMs" : "List containers",
    toolset: "core",
    access: "read",
    privileges: ["VM.Audit"],
    description: `${
      type === "qemu" ? "VMs" : "LXC containers"
    } of the whole cluster with node, state and usage.`,
    input: {
      node: node.optional(),
      status: z.enum(["running", "stopped", "paused", "template", "unknown"]).optional(),
      name: z.string().optional().describe("part of it, * allowed"),
      tag: z.string().optional(),
      pool: z.string().optional(),
      limit: limit.default(100),
    },
    async run(input, { proxmox }) {
      const filter = { ...input, node: await nodeFilter(proxmox, input.node) };
      const rows = guestRows(await proxmox.resources()).filter((row) => row.type === type);
      return { all: rows.length, rows: rows.filter((row) => passes(row, filter)) };
    },
    answer({ all, rows }, filter, limits) {
      if (rows.length === 0) {
        return {
          text: all === 0
            ? `No ${guests} are visible. Either there are none, or the login lacks VM.Audit on /vms.`
            : `None of the ${all} ${guests} match. Drop a filter, or try proxmox_guest_find.`,
        };
      }
      const narrow = "narrow with node=, status=, name=, tag=, pool=";
      const body = list(rows, {
        columns: guestColumns,
        limit: filter.limit,
        characters: limits.characters,
        narrow,
      });
      const some = rows.length === all ? counted(all, guest) : `${rows.length} of ${counted(all, guest)}`;
      return { text: `${some}: ${countWords(rows.map((row) => row.state))}\n${body}` };
    },
  });
}

/** `proxmox_vm_list`: source `GET /cluster/resources`, one request whatever the size of the cluster. */
export const vmList = guestList("qemu");

/** `proxmox_ct_list`: the same for containers. */
export const ctList = guestList("lxc");
