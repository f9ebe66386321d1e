import * as z from "zod";
import type { Parameters } from "../../wire/wire.ts";
import type { Connection } from "../connection.ts";
import { text } from "../values.ts";
import { emptyDigest, type FirewallLevel, rulesPath } from "./level.ts";

const ruleRow = z.looseObject({
  pos: z.coerce.number(),
  type: text,
  action: text,
  enable: z.coerce.number().optional().catch(undefined),
  macro: text,
  source: text,
  dest: text,
  proto: text,
  sport: text,
  dport: text,
  "icmp-type": text,
  iface: text,
  log: text,
  comment: text,
  digest: text,
});

/** A rule; `action` of type `group` is the name of a security group, `enable` 0 or absent means off. */
export type FirewallRule = z.infer<typeof ruleRow>;

/** The rules of a level in the order in which they are tried, and the digest that guards a change of any of them. */
export interface RuleSet {
  readonly rules: readonly FirewallRule[];
  readonly digest: string | undefined;
}

/** Reads a level's rules. Source: `GET .../firewall/rules`, or `GET /cluster/firewall/groups/{group}`. */
export async function ruleSet(connection: Connection, level: FirewallLevel): Promise<RuleSet> {
  const rules = await connection.get(rulesPath(level), z.array(ruleRow));
  const [first] = rules;
  return {
    rules: rules.sort((left, right) => left.pos - right.pos),
    digest: first === undefined ? emptyDigest : first.digest,
  };
}

/** Adds a rule, which Proxmox puts at position 0 whatever it is told. Source: `POST .../rules`. */
export async function addRule(
  connection: Connection,
  level: FirewallLevel,
  rule: Parameters,
  digest: string | undefined,
): Promise<void> {
  await connection.post(rulesPath(level), z.unknown(), { ...rule, digest });
}

/** Changes a rule. Source: `PUT .../rules/{pos}`. */
export async function changeRule(
  connection: Connection,
  level: FirewallLevel,
  pos: number,
  change: Parameters,
  digest: string | undefined,
): Promise<void> {
  await connection.put(`${rulesPath(level)}/${pos}`, z.unknown(), { ...change, digest });
}

/** Moves a rule so that it ends up at position `to`. Source: `PUT .../rules/{pos}` with `moveto`, which counts before the move. */
export async function moveRule(
  connection: Connection,
  level: FirewallLevel,
  move: { readonly from: number; readonly to: number },
  digest: string | undefined,
): Promise<void> {
  const { from, to } = move;
  await changeRule(connection, level, from, { moveto: to > from ? to + 1 : to }, digest);
}

/** Deletes a rule. Source: `DELETE .../rules/{pos}`. */
export async function deleteRule(
  connection: Connection,
  level: FirewallLevel,
  pos: number,
  digest: string | undefined,
): Promise<void> {
  await connection.delete(`${rulesPath(level)}/${pos}`, z.unknown(), { digest });
}
