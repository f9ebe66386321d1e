import * as z from "zod";
import { formatBytes, formatPercent, formatUsage } from "../text/bytes.ts";
import { formatTime } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { counted, list } from "../text/list.ts";
import { lines } from "../text/table.ts";
import type { StorageRow } from "../proxmox/resources.ts";
import { storageStatus, type Volume, volumes } from "../proxmox/storage.ts";
import { limit, node, storage, vmid } from "./fields.ts";
import { nodeFilter } from "./node_reference.ts";
import { sameNameElsewhere, storageAt } from "./storage_reference.ts";
import { defineTool } from "./tool.ts";

/** `proxmox_storage_list`: source `GET /cluster/resources`; a shared storage is one row. */
export const storageList = defineTool({
  name: "proxmox_storage_list",
  title: "List storages",
  toolset: "core",
  access: "read",
  privileges: ["Datastore.Audit"],
  description: "Storages with type, content kinds, space and the nodes that have them.",
  input: {
    node: node.optional(),
    content: z.enum(["images", "rootdir", "backup", "iso", "vztmpl", "snippets", "import"]).optional(),
  },
  async run({ content, ...input }, { proxmox }) {
    const node = await nodeFilter(proxmox, input.node);
    const { storages } = await proxmox.resources();
    const rows = storages.filter((row) =>
      (node === undefined || row.node === node) && (content === undefined || row.content.includes(content))
    );
    return { all: storages.length, rows: mergeShared(rows) };
  },
  answer({ all, rows }, _, limits) {
    if (rows.length === 0) {
      return {
        text: all === 0
          ? "No storages are visible. The login lacks Datastore.Audit on /storage."
          : "No storage matches. Drop node= or content=.",
      };
    }
    const columns = [
      { heading: "storage", cell: (row: MergedStorage) => row.storage },
      { heading: "type", cell: (row: MergedStorage) => row.plugintype },
      {
        heading: "nodes",
        cell: (row: MergedStorage) => row.shared ? `shared: ${row.nodes.join(",")}` : row.nodes.join(","),
      },
      { heading: "state", cell: (row: MergedStorage) => row.status },
      { heading: "used", cell: (row: MergedStorage) => formatBytes(row.disk), right: true },
      { heading: "total", cell: (row: MergedStorage) => formatBytes(row.maxdisk), right: true },
      { heading: "full", cell: (row: MergedStorage) => share(row) },
      { heading: "content", cell: (row: MergedStorage) => row.content.join(",") },
    ];
    return {
      text: list(rows, {
        columns,
        limit: 1000,
        characters: limits.characters,
        narrow: "narrow with node=, content=",
      }),
    };
  },
});

interface MergedStorage extends StorageRow {
  readonly nodes: readonly string[];
}

function mergeShared(rows: readonly StorageRow[]): MergedStorage[] {
  const merged = new Map<string, MergedStorage>();
  for (const row of rows) {
    const key = row.shared ? row.storage : `${row.storage} ${row.node}`;
    const seen = merged.get(key);
    if (seen === undefined) merged.set(key, { ...row, nodes: [row.node] });
    else {
      // Any node that has the storage active knows its size.
      const better = seen.status === "available" ? seen : row;
      merged.set(key, { ...better, nodes: [...seen.nodes, row.node] });
    }
  }
  return [...merged.values()];
}

function share(row: StorageRow): string {
  return row.disk === undefined || row.maxdisk === undefined || row.maxdisk === 0
    ? ""
    : formatPercent(row.disk / row.maxdisk);
}

/** `proxmox_storage_status`: source `GET /nodes/{node}/storage/{storage}/status`. */
export const storageStatusTool = defineTool({
  name: "proxmox_storage_status",
  title: "Storage status",
  toolset: "core",
  access: "read",
  privileges: ["Datastore.Audit"],
  description: "One storage on one node, asked now: active, space, content kinds.",
  input: { storage, node: node.optional() },
  async run({ storage, node }, { proxmox }) {
    const row = await storageAt(proxmox, storage, node);
    const [status, others] = await Promise.all([
      storageStatus(proxmox.connection, row.node, row.storage),
      node === undefined ? sameNameElsewhere(proxmox, row) : [],
    ]);
    return { row, status, others };
  },
  answer: ({ row, status, others }) => ({
    text: lines([
      ["storage", `${row.storage} on ${row.node}${status.shared ? ", shared" : ""}`],
      ["type", status.type],
      [
        "state",
        status.active
          ? "active"
          : status.enabled
          ? "enabled but not active: the node cannot reach it now"
          : "disabled",
      ],
      [
        "space",
        status.active
          ? `${formatUsage(status.used, status.total)}, ${formatBytes(status.avail)} free`
          : undefined,
      ],
      ["content", status.content.join(", ")],
      ["elsewhere", wordElsewhere(others)],
    ]),
  }),
});

/** `proxmox_storage_content`: source `GET /nodes/{node}/storage/{storage}/content`. */
export const storageContent = defineTool({
  name: "proxmox_storage_content",
  title: "Storage content",
  toolset: "core",
  access: "read",
  privileges: ["Datastore.Audit"],
  description: "Volumes on a storage: disks, backups, ISOs, templates.",
  input: {
    storage,
    node: node.optional(),
    content: z.enum(["images", "rootdir", "backup", "iso", "vztmpl", "snippets", "import"]).optional(),
    vmid: vmid.optional(),
    limit: limit.default(100),
  },
  async run({ storage, node, content, vmid }, { proxmox }) {
    const row = await storageAt(proxmox, storage, node);
    const [rows, others] = await Promise.all([
      volumes(proxmox.connection, row.node, row.storage, { content, vmid }),
      node === undefined ? sameNameElsewhere(proxmox, row) : [],
    ]);
    return { row, rows, others };
  },
  answer({ row, rows, others }, { limit, content, vmid }, limits) {
    const where = `${row.storage} on ${row.node}`;
    const elsewhere = wordElsewhere(others) ?? "";
    if (rows.length === 0) {
      const none = content === undefined && vmid === undefined
        ? `${where} holds no volumes, or none that the login may see.`
        : `${where} holds no such volumes. Drop content= or vmid=.`;
      return { text: `${none} ${elsewhere}`.trim() };
    }
    const columns = [
      { heading: "volume", cell: (volume: Volume) => inline(volume.volid, 140) },
      { heading: "kind", cell: (volume: Volume) => volume.content },
      { heading: "guest", cell: (volume: Volume) => volume.vmid, right: true },
      { heading: "size", cell: (volume: Volume) => formatBytes(volume.size), right: true },
      { heading: "made (utc)", cell: (volume: Volume) => formatTime(volume.ctime) },
      { heading: "protected", cell: (volume: Volume) => volume.protected ? "yes" : "" },
      { heading: "notes", cell: (volume: Volume) => inline(volume.notes ?? "", 50) },
    ];
    const total = rows.reduce((sum, volume) => sum + (volume.size ?? 0), 0);
    const body = list(rows, {
      columns,
      limit,
      characters: limits.characters,
      narrow: "narrow with content=, vmid=",
    });
    return {
      text: `${counted(rows.length, "volume")} on ${where}, ${formatBytes(total)}\n${body}${
        elsewhere === "" ? "" : `\n${elsewhere}`
      }`,
    };
  },
});

/** Says where else there is a storage of this name that holds other volumes; undefined where there is none. */
function wordElsewhere(nodes: readonly string[]): string | undefined {
  if (nodes.length === 0) return undefined;
  return `Each node has its own storage of this name; node= shows that of ${nodes.slice(0, 20).join(", ")}.`;
}
