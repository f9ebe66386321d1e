import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";
import { flag, text } from "./values.ts";

const ruleRow = z.looseObject({
  rule: z.string(),
  type: text,
  resources: text,
  nodes: text,
  affinity: text,
  strict: flag,
  disable: flag,
  comment: text,
  digest: text,
});

/**
 * A rule on where guests under HA run, of 9.0 and later: `node-affinity` ties resources to nodes, `resource-affinity` keeps
 * them together (`positive`) or apart (`negative`). Lists are texts with commas, nodes as `pve1:2` with a priority.
 */
export type HaRule = z.infer<typeof ruleRow>;

const groupRow = z.looseObject({
  group: z.string(),
  nodes: text,
  restricted: flag,
  nofailback: flag,
  comment: text,
  digest: text,
});

/** A group of nodes on which guests under HA run, of releases before 9.0; `restricted` allows no other nodes. */
export type HaGroup = z.infer<typeof groupRow>;

/** Lists the rules by name. Source: `GET /cluster/ha/rules`, 9.0 and later. */
export async function haRules(connection: Connection): Promise<readonly HaRule[]> {
  const rows = await connection.get("/cluster/ha/rules", z.array(ruleRow));
  return rows.sort((left, right) => left.rule.localeCompare(right.rule));
}

/** Makes a rule, or changes the one that was read. Sources: `POST /cluster/ha/rules`, `PUT /cluster/ha/rules/{rule}`. */
export async function putHaRule(
  connection: Connection,
  rule: string,
  options: Parameters & { readonly type: string },
  existing: HaRule | undefined,
): Promise<void> {
  if (existing === undefined) {
    await connection.post("/cluster/ha/rules", z.unknown(), { rule, ...options });
  } else {
    const { digest } = existing;
    await connection.put(path`/cluster/ha/rules/${rule}`, z.unknown(), { ...options, digest });
  }
}

/** Deletes a rule. Source: `DELETE /cluster/ha/rules/{rule}`. */
export async function deleteHaRule(connection: Connection, rule: string): Promise<void> {
  await connection.delete(path`/cluster/ha/rules/${rule}`, z.unknown());
}

/** Lists the groups by name. Source: `GET /cluster/ha/groups`, before 9.0. */
export async function haGroups(connection: Connection): Promise<readonly HaGroup[]> {
  const rows = await connection.get("/cluster/ha/groups", z.array(groupRow));
  return rows.sort((left, right) => left.group.localeCompare(right.group));
}

/** Makes a group, or changes the one that was read. Sources: `POST /cluster/ha/groups`, `PUT /cluster/ha/groups/{group}`. */
export async function putHaGroup(
  connection: Connection,
  group: string,
  options: Parameters,
  existing: HaGroup | undefined,
): Promise<void> {
  if (existing === undefined) {
    await connection.post("/cluster/ha/groups", z.unknown(), { group, ...options });
  } else {
    const { digest } = existing;
    await connection.put(path`/cluster/ha/groups/${group}`, z.unknown(), { ...options, digest });
  }
}

/** Deletes a group that no resource names. Source: `DELETE /cluster/ha/groups/{group}`. */
export async function deleteHaGroup(connection: Connection, group: string): Promise<void> {
  await connection.delete(path`/cluster/ha/groups/${group}`, z.unknown());
}
