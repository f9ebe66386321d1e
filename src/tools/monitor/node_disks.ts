import { formatBytes, formatPercent, formatUsage } from "../../text/bytes.ts";
import { inline } from "../../text/foreign.ts";
import { counted as count, list } from "../../text/list.ts";
import { table } from "../../text/table.ts";
import { type Disk, type DiskPool, diskTrouble, nodeDisks, poolTrouble } from "../../proxmox/disks.ts";
import { node } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { perNode, unreadLine } from "./per_node.ts";

type OnNode<Row> = Row & { readonly node: string };

/** `proxmox_node_disks`: source `GET /nodes/{node}/disks/*`. */
export const nodeDisksTool = defineTool({
  name: "proxmox_node_disks",
  title: "Disks of nodes",
  toolset: "monitor",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "Disks with health, wear and use; state and fill of ZFS and LVM pools.",
  input: { node: node.optional() },
  run: ({ node }, { proxmox }) => perNode(proxmox, node, (name) => nodeDisks(proxmox.connection, name)),
  answer({ answers, unread }, _, limits) {
    const parts = answers.map(({ node, value }) => ({ node, ...value }));
    const disks = parts.flatMap(({ node, disks }) => disks.map((disk) => ({ ...disk, node })));
    const pools = parts.flatMap(({ node, pools }) => pools.map((pool) => ({ ...pool, node })));
    const missing = unreadLine([...unread, ...parts.flatMap((part) => part.unread)]);
    if (disks.length === 0) return { text: `No disks are visible.${missing}` };
    const body = list(disks, {
      columns: diskColumns,
      limit: 500,
      characters: limits.characters,
      narrow: "narrow with node=",
    });
    return {
      text: [
        troubles(disks, pools),
        body,
        ...(pools.length === 0 ? [] : ["", table(pools, poolColumns)]),
      ].join("\n") + missing,
    };
  },
});

const diskColumns = [
  { heading: "node", cell: (disk: OnNode<Disk>) => disk.node },
  { heading: "disk", cell: (disk: OnNode<Disk>) => inline(disk.devpath, 40) },
  { heading: "type", cell: (disk: OnNode<Disk>) => disk.type },
  { heading: "size", cell: (disk: OnNode<Disk>) => formatBytes(disk.size), right: true },
  { heading: "health", cell: (disk: OnNode<Disk>) => inline(disk.health ?? "", 20) },
  {
    heading: "life left",
    cell: (disk: OnNode<Disk>) => disk.wearout === undefined ? "" : `${disk.wearout} %`,
    right: true,
  },
  { heading: "used for", cell: (disk: OnNode<Disk>) => inline(disk.used ?? "free", 20) },
  { heading: "model", cell: (disk: OnNode<Disk>) => inline(disk.model ?? "", 40) },
  { heading: "serial", cell: (disk: OnNode<Disk>) => inline(disk.serial ?? "", 30) },
];

const poolColumns = [
  { heading: "node", cell: (pool: OnNode<DiskPool>) => pool.node },
  { heading: "pool", cell: (pool: OnNode<DiskPool>) => inline(pool.name, 60) },
  { heading: "kind", cell: (pool: OnNode<DiskPool>) => pool.kind },
  { heading: "state", cell: (pool: OnNode<DiskPool>) => pool.health },
  { heading: "used", cell: (pool: OnNode<DiskPool>) => formatUsage(pool.used, pool.size) },
  {
    heading: "metadata",
    cell: (pool: OnNode<DiskPool>) => pool.metadataUse === undefined ? "" : formatPercent(pool.metadataUse),
  },
  {
    heading: "fragmented",
    cell: (pool: OnNode<DiskPool>) => pool.fragmentation === undefined ? "" : `${pool.fragmentation} %`,
  },
];

function troubles(disks: readonly OnNode<Disk>[], pools: readonly OnNode<DiskPool>[]): string {
  const found = [
    ...disks.map((disk) => [`${disk.devpath} of ${disk.node}`, diskTrouble(disk)] as const),
    ...pools.map((pool) => [`${pool.kind} ${pool.name} of ${pool.node}`, poolTrouble(pool)] as const),
  ].flatMap(([what, trouble]) => trouble === undefined ? [] : [`${inline(what, 100)}: ${trouble}`]);
  const counted = count(disks.length, "disk");
  return found.length === 0 ? `${counted}, no trouble` : `${counted}; trouble with ${found.join("; ")}`;
}
