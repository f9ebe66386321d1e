import * as z from "zod";
import { changes, optionLines, type Options, stateText } from "../../text/changes.ts";
import {
  addToIpSet,
  firewallAliases,
  ipSets,
  type NamingLevel,
  putAlias,
  putIpSet,
  putSecurityGroup,
  removeFromIpSet,
  securityGroups,
} from "../../proxmox/firewall/names.ts";
import type { Connection } from "../../proxmox/connection.ts";
import { vmid } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { FirewallError, levelName, levelTarget, namingLevelOf } from "./level.ts";

/** What a firewall can give a name to. */
export const named = z.enum(["alias", "ipset", "group"]);

/** A name of an alias, an IP set or a security group. */
export const firewallName = z.string().max(64).regex(
  /^[A-Za-z][A-Za-z0-9_-]+$/,
  "must start with a letter and hold only letters, digits, _ and -",
);

const address = z.string().max(200).regex(/^!?[A-Za-z0-9.:/_+-]+$/, "is no address, network or alias");

const words = { alias: "alias", ipset: "IP set", group: "security group" } as const;

/** `proxmox_firewall_name_set`: sources `.../firewall/aliases`, `.../ipset` and `/cluster/firewall/groups`. */
export const nameSet = defineTool({
  name: "proxmox_firewall_name_set",
  title: "Set an alias, IP set or group",
  toolset: "firewall",
  access: "write",
  accessOf: ({ remove }) => remove === undefined || remove.length === 0 ? "write" : "destroy",
  privileges: ["Sys.Modify", "Sys.Audit", "VM.Config.Network", "VM.Audit"],
  description:
    "An alias (cidr=), an IP set (add=, remove=; ! before exceptions) or a security group, of the cluster or a guest.",
  input: {
    what: named,
    name: firewallName,
    vmid: vmid.optional(),
    cidr: address.optional(),
    add: z.array(address).max(500).optional(),
    remove: z.array(address).max(500).optional(),
    comment: z.string().max(1000).optional(),
  },
  needsQuorum: true,
  target: ({ vmid }, context) => levelTarget(context, { vmid }),
  async loss({ what, name, vmid, remove = [] }, context) {
    if (remove.length === 0) return undefined;
    const level = await namingLevelOf(context, { vmid });
    const before = await read(context.proxmox.connection, level, what, name);
    return {
      name,
      summary: `${remove.length} of the entries of ${what} ${name} of ${levelName(level)} are removed.`,
      details: [...optionLines(before ?? {}), `removed: ${remove.slice(0, 40).join(", ")}`],
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `ipset ${name} of ${levelName(level)}`,
        digest: stateText(before),
      }],
    };
  },
  async run({ vmid, ...wanted }, context) {
    const { connection } = context.proxmox;
    const level = await namingLevelOf(context, { vmid });
    const { what, name } = wanted;
    const before = await read(connection, level, what, name);
    requireFit(wanted, level, before !== undefined);
    if (what === "alias") await setAlias(connection, level, wanted);
    else if (what === "ipset") await setIpSet(connection, level, wanted);
    else await setGroup(connection, wanted);
    return { level, before, after: await read(connection, level, what, name) };
  },
  answer({ level, before, after }, { what, name }) {
    const subject = `The ${words[what]} ${name} of ${levelName(level)}`;
    if (before === undefined) {
      return { text: [`${subject} is made.`, ...optionLines(after ?? {})].join("\n") };
    }
    const changed = changes(before, after ?? {});
    return {
      text: changed.length === 0
        ? `${subject} is as it was.`
        : `${subject} is changed:\n${changed.join("\n")}`,
    };
  },
});

interface Wanted {
  readonly what: "alias" | "ipset" | "group";
  readonly name: string;
  readonly cidr?: string | undefined;
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  readonly comment?: string | undefined;
}

/** Reads what a name stands for, as options to compare; undefined when there is no such name. */
export async function read(
  connection: Connection,
  level: NamingLevel,
  what: Wanted["what"],
  name: string,
): Promise<Options | undefined> {
  if (what === "alias") {
    const alias = (await firewallAliases(connection, level)).find((one) => one.name === name);
    return alias === undefined ? undefined : { cidr: alias.cidr, comment: alias.comment };
  }
  if (what === "ipset") {
    const set = (await ipSets(connection, level)).find((one) => one.name === name);
    return set === undefined ? undefined : { entries: set.entries, comment: set.comment };
  }
  const group = (await securityGroups(connection)).find((one) => one.group === name);
  return group === undefined ? undefined : { comment: group.comment };
}

/** Refuses what does not go with the kind. @throws {FirewallError} */
function requireFit({ what, name, cidr, add, remove }: Wanted, level: NamingLevel, exists: boolean): void {
  if (what === "group" && level.kind === "guest") {
    throw new FirewallError("Security groups are of the cluster.", { remedy: "Leave vmid= out." });
  }
  if (cidr !== undefined && what !== "alias") {
    throw new FirewallError(`cidr= is of aliases, and ${name} is to be ${words[what]}.`, {
      remedy: what === "ipset" ? "Its addresses go into add=." : "Its rules are made one by one.",
    });
  }
  if ((add ?? remove) !== undefined && what !== "ipset") {
    throw new FirewallError("add= and remove= are of IP sets.", {
      remedy: "An alias is one address: cidr=.",
    });
  }
  if (what === "alias" && cidr === undefined && !exists) {
    throw new FirewallError(`There is no alias ${name} yet.`, { remedy: "Give cidr= to make it." });
  }
}

async function setAlias(
  connection: Connection,
  level: NamingLevel,
  { name, cidr, comment }: Wanted,
): Promise<void> {
  const existing = (await firewallAliases(connection, level)).find((one) => one.name === name);
  // A change replaces the whole alias, so what stays is sent again.
  await putAlias(connection, level, {
    name,
    cidr: cidr ?? existing?.cidr ?? "",
    comment: comment ?? existing?.comment,
  }, existing);
}

async function setIpSet(
  connection: Connection,
  level: NamingLevel,
  { name, add = [], remove = [], comment }: Wanted,
): Promise<void> {
  const existing = (await ipSets(connection, level)).find((one) => one.name === name);
  if (existing === undefined || comment !== undefined) {
    await putIpSet(connection, level, { name, comment }, existing);
  }
  const there = existing?.entries ?? [];
  for (const entry of add) if (!there.includes(entry)) await addToIpSet(connection, level, name, entry);
  for (const entry of remove) await removeFromIpSet(connection, level, name, entry);
}

async function setGroup(connection: Connection, { name: group, comment }: Wanted): Promise<void> {
  const existing = (await securityGroups(connection)).find((one) => one.group === group);
  if (existing !== undefined && comment === undefined) return;
  await putSecurityGroup(connection, { group, comment }, existing);
}
