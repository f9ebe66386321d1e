import * as z from "zod";
import { naturally } from "../text/order.ts";
import type { Connection } from "./connection.ts";
import type { Guest } from "./resources.ts";
import { guestPath } from "./guest_status.ts";
import { flag } from "./values.ts";

/** A value of a guest's configuration; raw `lxc.*` lines of containers arrive as pairs. */
const configValue = z.union([
  z.string(),
  z.number().transform(String),
  z.boolean().transform((value) => value ? "1" : "0"),
  z.array(z.tuple([z.string(), z.string()])).transform((pairs) =>
    pairs.map(([key, value]) => `${key}=${value}`).join("; ")
  ),
]);

const configAnswer = z.record(z.string(), configValue.nullable().catch(null));

const pendingAnswer = z.array(z.looseObject({
  key: z.string(),
  value: configValue.optional().catch(undefined),
  pending: configValue.optional().catch(undefined),
  delete: z.coerce.number().optional().catch(undefined),
}));

/** A guest's configuration: option to value, plus the digest that guards a later change. */
export interface GuestConfig {
  readonly digest: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

/** An option whose change waits for the next start of the guest. */
export interface PendingChange {
  readonly option: string;
  /** New value, or undefined when the option will be removed. */
  readonly value: string | undefined;
}

/**
 * Reads a guest's configuration, pending changes applied, or that of a snapshot.
 *
 * Source: `GET /nodes/{node}/{type}/{vmid}/config`.
 */
export async function guestConfig(
  connection: Connection,
  guest: Guest,
  snapshot?: string,
): Promise<GuestConfig> {
  const answer = await connection.get(`${guestPath(guest)}/config`, configAnswer, { snapshot });
  const options = new Map<string, string>();
  for (const [option, value] of Object.entries(answer).sort(([left], [right]) => naturally(left, right))) {
    if (value !== null && option !== "digest") options.set(option, value);
  }
  return { digest: answer.digest ?? undefined, options };
}

/** Reads the options whose change waits for a restart. Source: `GET /nodes/{node}/{type}/{vmid}/pending`. */
export async function pendingChanges(
  connection: Connection,
  guest: Guest,
): Promise<readonly PendingChange[]> {
  const rows = await connection.get(`${guestPath(guest)}/pending`, pendingAnswer);
  return rows.filter((row) => row.pending !== undefined || (row.delete ?? 0) > 0)
    .map((row) => ({ option: row.key, value: row.pending }))
    .sort((left, right) => naturally(left.option, right.option));
}

/** Tells whether Proxmox itself guards the guest against deletion (option `protection`). */
export function isProtected(config: GuestConfig): boolean {
  return flag.parse(config.options.get("protection"));
}
