import type { Guest, GuestConfig } from "../cluster/guest.ts";

/** Applies the pending changes, as a start or stop does. */
export function applyPending(guest: Guest): void {
  guest.config = withPending(guest);
  guest.pending = {};
}

/** The configuration as it will be once the pending changes are applied. */
export function withPending(guest: Guest): GuestConfig {
  const config = { ...guest.config };
  for (const [key, change] of Object.entries(guest.pending)) {
    if ("delete" in change) delete config[key];
    else config[key] = change.value;
  }
  return config;
}

/** The rows of `GET .../pending`. */
export function pendingRows(guest: Guest, shown: GuestConfig, digest: string): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = Object.entries(shown).map(([key, value]) => {
    const change = guest.pending[key];
    if (change === undefined) return { key, value };
    return "delete" in change ? { key, value, delete: change.delete } : { key, value, pending: change.value };
  });
  for (const [key, change] of Object.entries(guest.pending)) {
    if (!(key in shown) && "value" in change) rows.push({ key, pending: change.value });
  }
  rows.push({ key: "digest", value: digest });
  return rows;
}
