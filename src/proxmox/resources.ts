import * as z from "zod";
import { naturally } from "../text/order.ts";
import { flag, numeric, readFlag, readNumber, readTags, readText, text } from "./values.ts";

/** What a guest is: a QEMU virtual machine or an LXC container, in the words of Proxmox's paths. */
export type GuestType = "qemu" | "lxc";

/**
 * A guest as `GET /cluster/resources` shows it.
 *
 * `node` and `lock` are current at once; everything else lags by up to ten seconds and keeps its last values for five
 * minutes when the node is gone, then `status` is `unknown`. `disk` is 0 for VMs.
 */
export interface Guest {
  readonly type: GuestType;
  readonly vmid: number;
  readonly node: string;
  readonly name?: string | undefined;
  readonly status: string;
  readonly pool?: string | undefined;
  readonly tags: readonly string[];
  readonly template: boolean;
  readonly lock?: string | undefined;
  readonly hastate?: string | undefined;
  readonly cpu?: number | undefined;
  readonly maxcpu?: number | undefined;
  readonly mem?: number | undefined;
  readonly maxmem?: number | undefined;
  readonly disk?: number | undefined;
  readonly maxdisk?: number | undefined;
  readonly uptime?: number | undefined;
}

/**
 * Reads the row of a guest, or undefined when it names no vmid or node.
 *
 * By hand, since a cluster has thousands of these in every answer, and a schema takes six times as long for them.
 */
function readGuest(type: GuestType, row: Readonly<Record<string, unknown>>): Guest | undefined {
  const vmid = readNumber(row.vmid);
  const node = readText(row.node);
  if (vmid === undefined || node === undefined) return undefined;
  return {
    type,
    vmid,
    node,
    name: readText(row.name),
    status: readText(row.status) ?? "unknown",
    pool: readText(row.pool),
    tags: readTags(row.tags),
    template: readFlag(row.template),
    lock: readText(row.lock),
    hastate: readText(row.hastate),
    cpu: readNumber(row.cpu),
    maxcpu: readNumber(row.maxcpu),
    mem: readNumber(row.mem),
    maxmem: readNumber(row.maxmem),
    disk: readNumber(row.disk),
    maxdisk: readNumber(row.maxdisk),
    uptime: readNumber(row.uptime),
  };
}

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
  for (const row of z.array(z.unknown()).parse(data)) {
    if (!isRecord(row)) continue;
    const { type } = row;
    if (type === "qemu" || type === "lxc") {
      const guest = readGuest(type, row);
      if (guest !== undefined) guests.push(guest);
    } else if (type === "node") take(nodeRow, row, nodes);
    else if (type === "storage") take(storageRow, row, storages);
  }
  guests.sort((left, right) => left.vmid - right.vmid);
  nodes.sort((left, right) => naturally(left.node, right.node));
  storages.sort((left, right) =>
    left.storage.localeCompare(right.storage) || naturally(left.node, right.node)
  );
  const gone = new Set(nodes.filter((row) => row.status !== "online").map((row) => row.node));
  return {
    guests,
    nodes,
    storages: storages.map((row) => gone.has(row.node) ? { ...row, status: "unknown" } : row),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function take<Row>(schema: z.ZodType<Row>, row: unknown, into: Row[]): void {
  const parsed = schema.safeParse(row);
  if (parsed.success) into.push(parsed.data);
}
