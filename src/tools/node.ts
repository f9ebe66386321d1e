import * as z from "zod";
import { formatBytes, formatPercent, formatUsage } from "../text/bytes.ts";
import { formatDuration } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { counted, list } from "../text/list.ts";
import { type Column, lines } from "../text/table.ts";
import { nodeStatus } from "../proxmox/node.ts";
import type { NodeRow } from "../proxmox/resources.ts";
import { node } from "./fields.ts";
import { knownNode } from "./node_reference.ts";
import { defineTool } from "./tool.ts";

const columns: readonly Column<NodeRow & { readonly guests: number }>[] = [
  { heading: "node", cell: (row) => row.node },
  { heading: "state", cell: (row) => row.status },
  {
    heading: "cpu",
    cell: (row) => row.cpu === undefined ? "" : `${formatPercent(row.cpu)} of ${row.maxcpu}`,
  },
  {
    heading: "memory",
    cell: (row) => row.mem === undefined ? "" : formatUsage(row.mem, row.maxmem),
  },
  {
    heading: "root disk",
    cell: (row) => row.disk === undefined ? "" : formatUsage(row.disk, row.maxdisk),
  },
  {
    heading: "uptime",
    cell: (row) => row.uptime === undefined ? "" : formatDuration(row.uptime),
  },
  { heading: "guests", cell: (row) => row.guests, right: true },
];

/** `proxmox_node_list`: source `GET /cluster/resources`. */
export const nodeList = defineTool({
  name: "proxmox_node_list",
  title: "List nodes",
  toolset: "core",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "The cluster's nodes with state, usage and number of guests.",
  input: {},
  output: z.object({ nodes: z.array(z.looseObject({})) }),
  async run(_, { proxmox }) {
    const { nodes, guests } = await proxmox.resources();
    const counts = new Map<string, number>();
    for (const guest of guests) counts.set(guest.node, (counts.get(guest.node) ?? 0) + 1);
    return nodes.map((row) => ({ ...row, guests: counts.get(row.node) ?? 0 }));
  },
  answer(rows, _, limits) {
    const structured = { nodes: rows.map(({ type: _type, ...row }) => row) };
    if (rows.length === 0) return { text: "No nodes are visible.", structured };
    const online = rows.filter((row) => row.status === "online").length;
    const body = list(rows, {
      columns,
      limit: rows.length,
      characters: limits.characters,
      narrow: "proxmox_node_status shows one",
    });
    const bare = rows.every((row) => row.mem === undefined)
      ? "\nUsage is hidden: the login lacks Sys.Audit on /nodes."
      : "";
    return { text: `${counted(rows.length, "node")}, ${online} online\n${body}${bare}`, structured };
  },
});

/** `proxmox_node_status`: source `GET /nodes/{node}/status`. */
export const nodeStatusTool = defineTool({
  name: "proxmox_node_status",
  title: "Node status",
  toolset: "core",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "One node: load, memory, swap, root disk, CPU model, kernel and version.",
  input: { node },
  async run({ node }, { proxmox }) {
    const row = await knownNode(proxmox, node);
    const { guests } = await proxmox.resources();
    return {
      row,
      guests: guests.filter((guest) => guest.node === row.node),
      status: await nodeStatus(proxmox.connection, row.node),
    };
  },
  answer({ row, guests, status }) {
    const running = guests.filter((guest) => guest.status === "running").length;
    const cpu = status.cpuinfo;
    return {
      text: lines([
        ["node", `${row.node}, ${row.status}`],
        ["version", status.pveversion === undefined ? undefined : inline(status.pveversion, 100)],
        ["kernel", inline(status["current-kernel"]?.release ?? status.kversion ?? "", 120)],
        ["uptime", formatDuration(status.uptime)],
        [
          "cpu",
          `${formatPercent(status.cpu)} of ${cpu?.cpus ?? "?"} threads (${
            inline(cpu?.model ?? "model unknown", 80)
          }), waiting for disks ${formatPercent(status.wait)}`,
        ],
        ["load", status.loadavg?.join(", ")],
        ["memory", formatUsage(status.memory?.used, status.memory?.total)],
        ["swap", (status.swap?.total ?? 0) > 0 ? formatUsage(status.swap?.used, status.swap?.total) : "none"],
        [
          "root disk",
          `${formatUsage(status.rootfs?.used, status.rootfs?.total)}, ${
            formatBytes(status.rootfs?.avail)
          } free`,
        ],
        ["guests", `${guests.length}, ${running} running`],
      ]),
    };
  },
});
