import * as z from "zod";
import type { Parameters } from "../../wire/wire.ts";
import type { Connection } from "../connection.ts";
import { type FirewallOwner, levelPath } from "./level.ts";

const optionsAnswer = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).catch(""))
  .nullable().transform((options) => options ?? {});

/** A level's options; what is not set is not there, and `digest` guards a change. */
export type FirewallOptions = Readonly<Record<string, string | number | boolean>>;

/** Reads a level's options. Source: `GET .../firewall/options`. */
export async function firewallOptions(
  connection: Connection,
  level: FirewallOwner,
): Promise<FirewallOptions> {
  return await connection.get(`${levelPath(level)}/options`, optionsAnswer);
}

/** Whether the firewall of a level is on; nodes have it on unless told otherwise. */
export function isFirewallOn(level: FirewallOwner, options: FirewallOptions): boolean {
  const { enable } = options;
  return enable === undefined ? level.kind === "node" : Number(enable) > 0;
}

/** Changes a level's options. Source: `PUT .../firewall/options`. */
export async function changeFirewallOptions(
  connection: Connection,
  level: FirewallOwner,
  change: Parameters,
): Promise<void> {
  await connection.put(`${levelPath(level)}/options`, z.unknown(), change);
}
