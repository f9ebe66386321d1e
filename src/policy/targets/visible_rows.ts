import * as z from "zod";
import { splitList } from "../endpoints/named_parameters.ts";
import { haGuest, replicationGuest, taskGuest } from "./collector.ts";
import type { GuestFacts, GuestLookup } from "./facts.ts";
import type { TargetRules } from "./rules.ts";
import { volumeParts } from "./volume.ts";

/** What rows of Proxmox's lists say of the guest, node, storage or pool that they are about. */
function makeRowSchema() {
  const text = z.string().min(1).optional().catch(undefined);
  const id = z.union([z.number(), z.string()]).transform(Number).optional().catch(undefined);
  return z.object({
    vmid: id,
    guest: id,
    sid: text,
    upid: text,
    volid: text,
    id: text,
    type: text,
    name: text,
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

/**
 * An answer without the rows about guests, nodes, storages and pools that the rules hide; other answers as they are.
 *
 * Looks for lists in the answer itself and one level below (`members` of a pool).
 */
export async function visibleRows(data: unknown, rules: TargetRules, lookup: GuestLookup): Promise<unknown> {
  if (!rules.hidesAnything || typeof data !== "object" || data === null) return data;
  const known = new Map((await lookup.guests()).map((guest) => [guest.vmid, guest]));
  const filter = (rows: readonly unknown[]): unknown[] => rows.filter((row) => isVisible(row, rules, known));
  if (Array.isArray(data)) return filter(data);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Array.isArray(value) ? filter(value) : value]),
  );
}

function isVisible(value: unknown, rules: TargetRules, known: ReadonlyMap<number, GuestFacts>): boolean {
  rowSchema ??= makeRowSchema();
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) return true;
  const row = parsed.data;
  const vmid = guestOf(row);
  const volume = row.volid === undefined ? undefined : volumeParts(row.volid);
  return rules.visible({
    guest: vmid === undefined ? undefined : known.get(vmid) ?? factsOf(row, vmid),
    node: row.node,
    storage: row.storage ?? volume?.storage,
    pool: row.type === "pool" ? row.pool ?? row.poolid : row.poolid,
  });
}

function guestOf(row: Row): number | undefined {
  const found = row.vmid ?? row.guest ?? haGuest(row.sid) ??
    (row.upid === undefined ? undefined : taskGuest(row.upid)) ??
    (row.volid === undefined ? undefined : volumeParts(row.volid)?.owner) ?? replicationGuest(row.id);
  const vmid = Number(found);
  return Number.isSafeInteger(vmid) && vmid > 0 ? vmid : undefined;
}

function factsOf(row: Row, vmid: number): GuestFacts {
  return { vmid, name: row.name, node: row.node, pool: row.pool, tags: splitList(row.tags ?? "") };
}
