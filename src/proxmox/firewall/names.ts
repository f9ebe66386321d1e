import * as z from "zod";
import { path } from "../../wire/path.ts";
import type { Connection } from "../connection.ts";
import { flag, text } from "../values.ts";
import { type FirewallOwner, levelPath } from "./level.ts";

/** A level that can give addresses a name: nodes use those of the cluster. */
export type NamingLevel = Exclude<FirewallOwner, { readonly kind: "node" }>;

const aliasRow = z.object({ name: z.string(), cidr: z.string(), comment: text, digest: text });

/** A name for one address or network; rules write it as `dc/name` or `guest/name`. */
export type FirewallAlias = z.infer<typeof aliasRow>;

/** Lists a level's aliases. Source: `GET .../firewall/aliases`. */
export async function firewallAliases(
  connection: Connection,
  level: NamingLevel,
): Promise<readonly FirewallAlias[]> {
  const rows = await connection.get(`${levelPath(level)}/aliases`, z.array(aliasRow));
  return rows.sort((left, right) => left.name.localeCompare(right.name));
}

/** Makes an alias, or changes the one that was read. Sources: `POST .../aliases`, `PUT .../aliases/{name}`. */
export async function putAlias(
  connection: Connection,
  level: NamingLevel,
  alias: Pick<FirewallAlias, "name" | "cidr" | "comment">,
  existing: FirewallAlias | undefined,
): Promise<void> {
  const where = `${levelPath(level)}/aliases`;
  const { name, cidr, comment } = alias;
  if (existing === undefined) await connection.post(where, z.unknown(), { name, cidr, comment });
  else {
    const { digest } = existing;
    await connection.put(where + path`/${name}`, z.unknown(), { cidr, comment, digest });
  }
}

/** Deletes an alias. Source: `DELETE .../aliases/{name}`. */
export async function deleteAlias(
  connection: Connection,
  level: NamingLevel,
  { name, digest }: FirewallAlias,
): Promise<void> {
  await connection.delete(`${levelPath(level)}/aliases` + path`/${name}`, z.unknown(), { digest });
}

const setRow = z.object({ name: z.string(), comment: text, digest: text });
const entryRow = z.object({ cidr: z.string(), comment: text, nomatch: flag });

/** A name for a list of addresses; rules write it as `+dc/name` or `+guest/name`. */
export interface IpSet {
  readonly name: string;
  readonly comment: string | undefined;
  /** `10.0.0.0/8`, with `!` before it where the entry is an exception. */
  readonly entries: readonly string[];
  /** Of all sets of the level with their comments. */
  readonly digest: string | undefined;
}

/** Lists a level's IP sets with their entries. Sources: `GET .../firewall/ipset`, `GET .../ipset/{name}`. */
export async function ipSets(connection: Connection, level: NamingLevel): Promise<readonly IpSet[]> {
  const where = `${levelPath(level)}/ipset`;
  const rows = await connection.get(where, z.array(setRow));
  rows.sort((left, right) => left.name.localeCompare(right.name));
  const sets: IpSet[] = [];
  for (const { name, comment, digest } of rows) {
    const entries = await connection.get(where + path`/${name}`, z.array(entryRow));
    sets.push({
      name,
      comment,
      digest,
      entries: entries.map(({ cidr, nomatch }) => `${nomatch ? "!" : ""}${cidr}`).sort(),
    });
  }
  return sets;
}

/** Makes an IP set, or gives the one that was read another comment. Source: `POST .../firewall/ipset`, then with `rename`. */
export async function putIpSet(
  connection: Connection,
  level: NamingLevel,
  { name, comment }: Pick<IpSet, "name" | "comment">,
  existing: IpSet | undefined,
): Promise<void> {
  const change = existing === undefined ? {} : { rename: name, digest: existing.digest };
  await connection.post(`${levelPath(level)}/ipset`, z.unknown(), { name, comment, ...change });
}

/** Adds an entry to an IP set. Source: `POST .../ipset/{name}`. */
export async function addToIpSet(
  connection: Connection,
  level: NamingLevel,
  name: string,
  entry: string,
): Promise<void> {
  const nomatch = entry.startsWith("!") ? true : undefined;
  const cidr = entry.replace(/^!/, "");
  await connection.post(`${levelPath(level)}/ipset` + path`/${name}`, z.unknown(), { cidr, nomatch });
}

/** Takes an entry out of an IP set. Source: `DELETE .../ipset/{name}/{cidr}`; the slash is part of the name. */
export async function removeFromIpSet(
  connection: Connection,
  level: NamingLevel,
  name: string,
  entry: string,
): Promise<void> {
  const cidr = encodeURIComponent(entry.replace(/^!/, ""));
  await connection.delete(`${levelPath(level)}/ipset${path`/${name}/`}${cidr}`, z.unknown());
}

/** Deletes an IP set with its entries. Source: `DELETE .../ipset/{name}`. */
export async function deleteIpSet(connection: Connection, level: NamingLevel, name: string): Promise<void> {
  await connection.delete(`${levelPath(level)}/ipset` + path`/${name}`, z.unknown(), { force: true });
}

const groupRow = z.object({ group: z.string(), comment: text, digest: text });

/** A security group: rules that others use by a rule of type `group`. */
export type SecurityGroup = z.infer<typeof groupRow>;

/** Lists the security groups. Source: `GET /cluster/firewall/groups`. */
export async function securityGroups(connection: Connection): Promise<readonly SecurityGroup[]> {
  const rows = await connection.get("/cluster/firewall/groups", z.array(groupRow));
  return rows.sort((left, right) => left.group.localeCompare(right.group));
}

/** Makes a security group, or gives the one that was read another comment. Source: `POST /cluster/firewall/groups`. */
export async function putSecurityGroup(
  connection: Connection,
  { group, comment }: Pick<SecurityGroup, "group" | "comment">,
  existing: SecurityGroup | undefined,
): Promise<void> {
  const change = existing === undefined ? {} : { rename: group, digest: existing.digest };
  await connection.post("/cluster/firewall/groups", z.unknown(), { group, comment, ...change });
}

/** Deletes an empty security group. Source: `DELETE /cluster/firewall/groups/{group}`. */
export async function deleteSecurityGroup(connection: Connection, group: string): Promise<void> {
  await connection.delete(path`/cluster/firewall/groups/${group}`, z.unknown());
}

const refRow = z.object({ type: text, name: z.string(), ref: text, scope: text, comment: text });

/** What a rule may name as source or destination; `ref` is how it is written there. */
export type FirewallRef = z.infer<typeof refRow>;

/** Lists what rules of a level may name. Source: `GET .../firewall/refs`. */
export async function firewallRefs(
  connection: Connection,
  level: NamingLevel,
): Promise<readonly FirewallRef[]> {
  return await connection.get(`${levelPath(level)}/refs`, z.array(refRow));
}

const macroRow = z.object({ macro: z.string(), descr: text });

/** Lists the macros: names for well-known services. Source: `GET /cluster/firewall/macros`. */
export async function firewallMacros(
  connection: Connection,
): Promise<readonly z.infer<typeof macroRow>[]> {
  return await connection.get("/cluster/firewall/macros", z.array(macroRow));
}
