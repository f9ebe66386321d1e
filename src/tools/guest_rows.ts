import { formatBytes, formatPercent } from "../text/bytes.ts";
import { formatDuration } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import type { Column } from "../text/table.ts";
import type { Guest, NodeRow, Resources } from "../proxmox/resources.ts";

/** A guest as lists show it: `state` is what can be said of it now. */
export interface GuestRow extends Guest {
  /** `running`, `stopped`, `paused` ..., `template`, or `unknown` while its node does not report. */
  readonly state: string;
}

/**
 * Says of each guest what can be said now: rows of a node that is gone keep their last values for five minutes, so they are
 * shown as unknown at once.
 */
export function guestRows(resources: Resources): readonly GuestRow[] {
  const reporting = new Set(resources.nodes.filter(isOnline).map((row) => row.node));
  return resources.guests.map((guest) => ({ ...guest, state: stateOf(guest, reporting) }));
}

function isOnline(row: NodeRow): boolean {
  return row.status === "online";
}

function stateOf(guest: Guest, reporting: ReadonlySet<string>): string {
  if (guest.template) return "template";
  return reporting.has(guest.node) ? guest.status : "unknown";
}

/** Filters that the guest lists share. */
export interface GuestFilter {
  readonly node?: string | undefined;
  readonly status?: string | undefined;
  /** Part of the name, ignoring case; `*` stands for anything. */
  readonly name?: string | undefined;
  readonly tag?: string | undefined;
  readonly pool?: string | undefined;
}

/** Tells whether a guest passes every filter that is set. */
export function passes(row: GuestRow, filter: GuestFilter): boolean {
  return (filter.node === undefined || row.node === filter.node) &&
    (filter.status === undefined || row.state === filter.status) &&
    (filter.tag === undefined || row.tags.includes(filter.tag)) &&
    (filter.pool === undefined || row.pool === filter.pool) &&
    (filter.name === undefined || nameMatches(row.name ?? "", filter.name));
}

function nameMatches(name: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split("*").filter((part) => part !== "");
  let from = 0;
  for (const part of parts) {
    const at = name.toLowerCase().indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}

/** The columns of a guest list; empty ones are left out by the table. */
export const guestColumns: readonly Column<GuestRow>[] = [
  { heading: "vmid", cell: (row) => row.vmid, right: true },
  { heading: "name", cell: (row) => inline(row.name ?? "", 40) },
  { heading: "node", cell: (row) => row.node },
  {
    heading: "state",
    cell: (row) => row.lock === undefined ? row.state : `${row.state}, locked: ${row.lock}`,
  },
  {
    heading: "cpu",
    cell: (row) => running(row) ? `${formatPercent(row.cpu)} of ${row.maxcpu ?? "?"}` : `${row.maxcpu ?? ""}`,
  },
  {
    heading: "memory",
    cell: (row) =>
      running(row) ? `${formatBytes(row.mem)} of ${formatBytes(row.maxmem)}` : formatBytes(row.maxmem),
  },
  {
    heading: "disk",
    cell: (row) =>
      (row.disk ?? 0) > 0
        ? `${formatBytes(row.disk)} of ${formatBytes(row.maxdisk)}`
        : formatBytes(row.maxdisk),
  },
  { heading: "uptime", cell: (row) => running(row) ? formatDuration(row.uptime) : "" },
  { heading: "tags", cell: (row) => inline(row.tags.join(","), 40) },
  { heading: "pool", cell: (row) => row.pool === undefined ? "" : inline(row.pool, 30) },
  { heading: "ha", cell: (row) => row.hastate },
];

function running(row: GuestRow): boolean {
  return row.state === "running";
}

/** A guest as a program reads it. */
export function guestRecord(row: GuestRow): Record<string, unknown> {
  return {
    vmid: row.vmid,
    type: row.type,
    name: inline(row.name ?? "", 64),
    node: row.node,
    state: row.state,
    tags: row.tags.map((tag) => inline(tag, 100)),
    ...(row.pool === undefined ? {} : { pool: inline(row.pool, 60) }),
    ...(row.lock === undefined ? {} : { lock: inline(row.lock, 20) }),
    cpu: row.cpu,
    maxcpu: row.maxcpu,
    mem: row.mem,
    maxmem: row.maxmem,
    disk: row.disk,
    maxdisk: row.maxdisk,
    uptime: row.uptime,
  };
}
