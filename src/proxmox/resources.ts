import * as z from "zod";
import { flag, numeric, tagList, text } from "./values.ts";

/** What a guest is: a QEMU virtual machine or an LXC container, in the words of Proxmox's paths. */
export type GuestType = "qemu" | "lxc";

const guestRow = z.object({
  type: z.enum(["qemu", "lxc"]),
  vmid: z.coerce.number(),
  node: z.string(),
  name: text,
  status: text.transform((status) => status ?? "unknown"),
  pool: text,
  tags: tagList,
  template: flag,
  lock: text,
  hastate: text,
  cpu: numeric,
  maxcpu: numeric,
  mem: numeric,
  maxmem: numeric,
  disk: numeric,
  maxdisk: numeric,
  uptime: numeric,
});

/**
 * A guest as `GET /cluster/resources` shows it.
 *
 * `node` and `lock` are current at once; everything else lags by up to ten seconds and keeps its last values for five
 * minutes when the node is gone, then `status` is `unknown`. `disk` is 0 for VMs.
 */
export type Guest = z.infer<typeof guestRow>;

const nodeRow = z.object({
  type: z.literal("node"),
  node: z.string(),
  status: text.transform((status) => status ?? "unknown"),
  cpu: numeric,
  maxcpu: numeric,
  mem: numeric,
  maxmem: numeric,
  disk: numeric,
  maxdisk: numeric,
  uptime: numeric,
});

/** A node as `GET /cluster/resources` shows it; without Sys.Audit only name and status. */
export type NodeRow = z.infer<typeof nodeRow>;

const storageRow = z.object({
  type: z.literal("storage"),
  storage: z.string(),
  node: z.string(),
  status: text.transform((status) => status ?? "unknown"),
  plugintype: text,
  // The order of the words is random from call to call.
  content: text.transform((content) => (content ?? "").split(",").filter((word) => word !== "").sort()),
  shared: flag,
  disk: numeric,
  maxdisk: numeric,
});

/**
 * A storage on one node as `GET /cluster/resources` shows it (one row for each node that has it).
 *
 * `status` is `unknown` as soon as the node is gone, although Proxmox goes on saying `available` for five minutes.
 */
export type StorageRow = z.infer<typeof storageRow>;

/** Everything of `GET /cluster/resources` that the program works with, each list in a stable order. */
export interface Resources {
  readonly guests: readonly Guest[];
  readonly nodes: readonly NodeRow[];
  readonly storages: readonly StorageRow[];
}

/**
 * Sorts the rows of `GET /cluster/resources` into guests, nodes and storages.
 *
 * Rows of other types (pools, SDN) and rows that do not fit are left out; Proxmox's own order is random.
 */
export function readResources(data: unknown): Resources {
  const guests: Guest[] = [];
  const nodes: NodeRow[] = [];
  const storages: StorageRow[] = [];
  for (const row of z.array(z.looseObject({ type: z.string() })).parse(data)) {
    if (row.type === "qemu" || row.type === "lxc") take(guestRow, row, guests);
    else if (row.type === "node") take(nodeRow, row, nodes);
    else if (row.type === "storage") take(storageRow, row, storages);
  }
  guests.sort((left, right) => left.vmid - right.vmid);
  nodes.sort((left, right) => left.node.localeCompare(right.node, "en", { numeric: true }));
  storages.sort((left, right) =>
    left.storage.localeCompare(right.storage) || left.node.localeCompare(right.node, "en", { numeric: true })
  );
  const gone = new Set(nodes.filter((row) => row.status !== "online").map((row) => row.node));
  return {
    guests,
    nodes,
    storages: storages.map((row) => gone.has(row.node) ? { ...row, status: "unknown" } : row),
  };
}

function take<Row>(schema: z.ZodType<Row>, row: unknown, into: Row[]): void {
  const parsed = schema.safeParse(row);
  if (parsed.success) into.push(parsed.data);
}
