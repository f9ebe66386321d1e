import * as z from "zod";
import { splitList } from "../endpoints/named_parameters.ts";
import { haGuest, replicationGuest, taskGuest } from "./collector.ts";
import type { GuestFacts, GuestLookup } from "./facts.ts";
import type { TargetRules } from "./rules.ts";
import { volumeParts } from "./volume.ts";

/** What rows of Proxmox's lists say of the guest, node, storage or pool that they are about. */
function makeRowSchema() {
  const text = z.string().min(1).optional().catch(undefined);
  const number = z.union([z.number(), z.string()]).transform(Number).optional().catch(undefined);
  return z.object({
    vmid: number,
    guest: number,
    sid: text,
    upid: text,
    volid: text,
    id: z.union([z.string().min(1), z.number().transform(String)]).optional().catch(undefined),
    type: text,
    name: text,
    nodeid: number,
    node: text,
    storage: text,
    pool: text,
    poolid: text,
    tags: text,
  });
}

/** Made when the first row is looked at, so that a start without lists does not pay for it. */
let rowSchema: ReturnType<typeof makeRowSchema> | undefined;

type Row = z.infer<ReturnType<typeof makeRowSchema>>;

/** Members of HA's manager status whose keys are nodes or HA resources. */
const keyedByTarget = new Set(["node_status", "lrm_status", "service_status"]);

/**
 * An answer without the rows about guests, nodes, storages and pools that the rules hide, however deep they stand in it;
 * other answers as they are.
 */
export async function visibleRows(data: unknown, rules: TargetRules, lookup: GuestLookup): Promise<unknown> {
  if (!rules.hidesAnything || typeof data !== "object" || data === null) return data;
  const known = new Map((await lookup.guests()).map((guest) => [guest.vmid, guest]));
  const shows = (row: unknown) => isVisible(row, rules, known);

  function visible(value: unknown, name?: string): unknown {
    if (Array.isArray(value)) return value.filter(shows).map((item) => visible(item));
    if (typeof value !== "object" || value === null) return value;
    const isKeyed = name !== undefined && keyedByTarget.has(name);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !isKeyed || shows(haGuest(key) === undefined ? { node: key } : { sid: key }))
        .map(([key, member]) => [key, visible(member, key)]),
    );
  }

  return visible(data);
}

function isVisible(value: unknown, rules: TargetRules, known: ReadonlyMap<number, GuestFacts>): boolean {
  rowSchema ??= makeRowSchema();
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) return true;
  const row = parsed.data;
  // The quorum's row names the node that was asked, and is about the whole cluster.
  if (row.type === "quorum") return true;
  const vmid = guestOf(row);
  const volume = row.volid === undefined ? undefined : volumeParts(row.volid);
  const [, storage] = /^storage\/[^/]+\/(.+)$/.exec(row.id ?? "") ?? [];
  return rules.visible({
    guest: vmid === undefined ? undefined : known.get(vmid) ?? factsOf(row, vmid),
    node: nodeOf(row),
    storage: row.storage ?? volume?.storage ?? storage,
    pool: row.type === "pool" ? row.pool ?? row.poolid : row.poolid,
  });
}

function guestOf(row: Row): number | undefined {
  const isGuest = row.type === "qemu" || row.type === "lxc";
  const found = row.vmid ?? row.guest ?? haGuest(row.sid) ??
    (row.upid === undefined ? undefined : taskGuest(row.upid)) ??
    (row.volid === undefined ? undefined : volumeParts(row.volid)?.owner) ?? replicationGuest(row.id) ??
    /^(?:qemu|lxc)\/(\d+)$/.exec(row.id ?? "")?.[1] ?? (isGuest ? row.id : undefined);
  const vmid = Number(found);
  return Number.isSafeInteger(vmid) && vmid > 0 ? vmid : undefined;
}

/** Members of the cluster are rows whose name is the node's. */
function nodeOf({ node, type, nodeid, name, id }: Row): string | undefined {
  return node ?? (type === "node" || nodeid !== undefined ? name : undefined) ??
    /^(?:node|storage)\/([^/]+)/.exec(id ?? "")?.[1];
}

function factsOf(row: Row, vmid: number): GuestFacts {
  return { vmid, name: row.name, node: row.node, pool: row.pool, tags: splitList(row.tags ?? "") };
}
