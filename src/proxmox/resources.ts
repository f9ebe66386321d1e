import * as z from "zod";
import { naturally } from "../text/order.ts";
import { readFlag, readNumber, readTags, readText } from "./values.ts";

/** What a guest is: a QEMU virtual machine or an LXC container, in the words of Proxmox's paths. */
export type GuestType = "qemu" | "lxc";

/** How much of what it has a guest or a node uses: processors, bytes of memory and disk, seconds since it started. */
interface Usage {
  readonly cpu?: number | undefined;
  readonly maxcpu?: number | undefined;
  readonly mem?: number | undefined;
  readonly maxmem?: number | undefined;
  readonly disk?: number | undefined;
  readonly maxdisk?: number | undefined;
  readonly uptime?: number | undefined;
}

function readUsage(row: Readonly<Record<string, unknown>>): Usage {
  return {
    cpu: readNumber(row.cpu),
    maxcpu: readNumber(row.maxcpu),
    mem: readNumber(row.mem),
    maxmem: readNumber(row.maxmem),
    disk: readNumber(row.disk),
    maxdisk: readNumber(row.maxdisk),
    uptime: readNumber(row.uptime),
  };
}

/**
 * A guest as `GET /cluster/resources` shows it.
 *
 * `node` and `lock` are current at once; everything else lags by up to ten seconds and keeps its last values for five
 * minutes when the node is gone, then `status` is `unknown`. `disk` is 0 for VMs.
 */
export interface Guest extends Usage {
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
}

/**
 * Reads the row of a guest, or undefined when it names no vmid or node.
 *
 * By hand, as all rows here: a cluster has thousands of them in every answer, and a schema takes six times as long.
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
    ...readUsage(row),
  };
}

/** A node as `GET /cluster/resources` shows it; without Sys.Audit only name and status. */
export interface NodeRow extends Usage {
  readonly type: "node";
  readonly node: string;
  readonly status: string;
}

function readNode(row: Readonly<Record<string, unknown>>): NodeRow | undefined {
  const node = readText(row.node);
  return node === undefined ? undefined : {
    type: "node",
    node,
    status: readText(row.status) ?? "unknown",
    ...readUsage(row),
  };
}

/**
 * A storage on one node as `GET /cluster/resources` shows it (one row for each node that has it).
 *
 * `status` is `unknown` as soon as the node is gone, although Proxmox goes on saying `available` for five minutes.
 */
export interface StorageRow {
  readonly type: "storage";
  readonly storage: string;
  readonly node: string;
  readonly status: string;
  readonly plugintype?: string | undefined;
  readonly content: readonly string[];
  readonly shared: boolean;
  readonly disk?: number | undefined;
  readonly maxdisk?: number | undefined;
}

function readStorage(row: Readonly<Record<string, unknown>>): StorageRow | undefined {
  const storage = readText(row.storage);
  const node = readText(row.node);
  return storage === undefined || node === undefined ? undefined : {
    type: "storage",
    storage,
    node,
    status: readText(row.status) ?? "unknown",
    plugintype: readText(row.plugintype),
    // The order of the words is random from call to call.
    content: (readText(row.content) ?? "").split(",").filter((word) => word !== "").sort(),
    shared: readFlag(row.shared),
    disk: readNumber(row.disk),
    maxdisk: readNumber(row.maxdisk),
  };
}

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
    if (type === "qemu" || type === "lxc") take(readGuest(type, row), guests);
    else if (type === "node") take(readNode(row), nodes);
    else if (type === "storage") take(readStorage(row), storages);
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

function take<Row>(row: Row | undefined, into: Row[]): void {
  if (row !== undefined) into.push(row);
}
