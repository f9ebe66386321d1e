import * as z from "zod";
import { optionLines, type Options, stateText } from "../../text/changes.ts";
import { nearest } from "../../text/nearest.ts";
import {
  deleteAlias,
  deleteIpSet,
  deleteSecurityGroup,
  firewallAliases,
  ipSets,
  type NamingLevel,
  securityGroups,
} from "../../proxmox/firewall/names.ts";
import { deleteRule, ruleSet } from "../../proxmox/firewall/rules.ts";
import type { TargetIdentity } from "../../policy/confirmation/identity.ts";
import type { Connection } from "../../proxmox/connection.ts";
import type { FirewallLevel } from "../../proxmox/firewall/level.ts";
import { guestIdentity } from "../../proxmox/guest_identity.ts";
import { defineTool, type Loss, type ToolContext } from "../tool.ts";
import {
  FirewallError,
  levelFields,
  levelName,
  levelOf,
  type LevelReference,
  levelTarget,
  namingLevelOf,
} from "./level.ts";
import { read } from "./name_set.ts";
import { ruleAt } from "./rule_set.ts";
import { ruleText } from "./rule_text.ts";

interface Doomed extends LevelReference {
  readonly what: "rule" | "alias" | "ipset" | "group";
  readonly name: string;
  readonly digest?: string | undefined;
}

/** `proxmox_firewall_delete`: source `DELETE` of rules, aliases, IP sets and security groups. */
export const firewallDelete = defineTool({
  name: "proxmox_firewall_delete",
  title: "Delete a part of a firewall",
  toolset: "firewall",
  access: "destroy",
  privileges: ["Sys.Modify", "Sys.Audit", "VM.Config.Network", "VM.Audit"],
  description: "A rule (name= its position), an alias, an IP set, or a security group with its rules.",
  input: {
    what: z.enum(["rule", "alias", "ipset", "group"]),
    name: z.string().max(64),
    ...levelFields,
    digest: z.string().max(64).optional().describe("of a rule's list"),
  },
  target: (reference, context) => levelTarget(context, reference),
  loss: (doomed, context) => doomed.what === "rule" ? ruleLoss(doomed, context) : nameLoss(doomed, context),
  async run(doomed, context) {
    const { connection } = context.proxmox;
    if (doomed.what !== "rule") {
      const level = await namingLevelOf(context, doomed);
      await requireNamed(connection, level, doomed);
      await deleteNamed(connection, level, doomed);
      return { level };
    }
    const level = await levelOf(context, doomed);
    const { before, set } = await ruleAt(connection, level, positionOf(doomed), doomed.digest);
    await deleteRule(connection, level, before.pos, set.digest);
    return { level, rule: before, left: (await ruleSet(connection, level)).rules.length };
  },
  answer({ level, rule, left = 0 }, { what, name }) {
    return {
      text: rule === undefined
        ? `The ${what} ${name} of ${levelName(level)} is deleted.`
        : `Rule ${name} of ${levelName(level)} is deleted (${ruleText(rule)}); ${left} are left, and those ` +
          "after it have moved up by one.",
    };
  },
});

/** A rule's name is its position. */
function positionOf({ name }: Doomed): number {
  if (/^\d{1,5}$/.test(name)) return Number(name);
  throw new FirewallError(`${name} is no position of a rule.`, {
    remedy: "proxmox_firewall_list shows the positions, counted from 0.",
  });
}

async function ruleLoss(doomed: Doomed, context: ToolContext): Promise<Loss> {
  const level = await levelOf(context, doomed);
  const { before, set } = await ruleAt(
    context.proxmox.connection,
    level,
    positionOf(doomed),
    doomed.digest,
  );
  return {
    name: String(before.pos),
    summary: `Rule ${before.pos} of ${levelName(level)} is deleted.`,
    details: [ruleText(before), `rules in all: ${set.rules.length}`],
    identity: [...await guestOfLevel(context, level), {
      kind: "request",
      method: "DELETE",
      path: `rule ${before.pos} of ${levelName(level)}`,
      digest: set.digest,
    }],
  };
}

async function nameLoss(doomed: Doomed, context: ToolContext): Promise<Loss> {
  const { connection } = context.proxmox;
  const level = await namingLevelOf(context, doomed);
  const options = await requireNamed(connection, level, doomed);
  const { what, name } = doomed;
  const own = what === "group"
    ? (await ruleSet(connection, { kind: "group", group: name })).rules.map(ruleText)
    : [];
  return {
    name,
    summary: `The ${what} ${name} of ${levelName(level)} is deleted.`,
    details: [
      ...optionLines(options),
      ...own.slice(0, 40).map((rule) => `rule: ${rule}`),
      ...await mentions(connection, level, doomed),
    ],
    identity: [...await guestOfLevel(context, level), {
      kind: "request",
      method: "DELETE",
      path: `${what} ${name} of ${levelName(level)}`,
      digest: stateText({ options, rules: own.join("\n") }),
    }],
  };
}

/** What tells the guest whose firewall it is from another one of its id. */
async function guestOfLevel(
  { proxmox }: ToolContext,
  level: FirewallLevel,
): Promise<readonly TargetIdentity[]> {
  return level.kind === "guest" ? [await guestIdentity(proxmox.connection, level.guest)] : [];
}

/** Rules of the same level that name it; those of other levels would take a request each. */
async function mentions(
  connection: Connection,
  level: NamingLevel,
  { what, name }: Doomed,
): Promise<readonly string[]> {
  const pattern = what === "group" ? new RegExp(`^group ${name}(?:,|$)`) : new RegExp(`[ /+,]${name}(?:,|$)`);
  const { rules } = await ruleSet(connection, level);
  return rules.filter((rule) => pattern.test(ruleText(rule)))
    .map((rule) => `rule ${rule.pos} names it: ${ruleText(rule)}`);
}

async function requireNamed(
  connection: Connection,
  level: NamingLevel,
  { what, name }: Doomed,
): Promise<Options> {
  const found = what === "rule" ? undefined : await read(connection, level, what, name);
  if (found !== undefined) return found;
  const names = await namesOf(connection, level, what);
  const near = nearest(name, names);
  throw new FirewallError(`${levelName(level)} has no ${what} ${name}.`, {
    remedy: names.length === 0
      ? "It has none at all."
      : `${near === undefined ? "" : `Did you mean ${near}? `}It has: ${names.slice(0, 40).join(", ")}.`,
  });
}

async function namesOf(
  connection: Connection,
  level: NamingLevel,
  what: Doomed["what"],
): Promise<readonly string[]> {
  if (what === "alias") return (await firewallAliases(connection, level)).map(({ name }) => name);
  if (what === "ipset") return (await ipSets(connection, level)).map(({ name }) => name);
  return (await securityGroups(connection)).map(({ group }) => group);
}

async function deleteNamed(
  connection: Connection,
  level: NamingLevel,
  { what, name }: Doomed,
): Promise<void> {
  if (what === "ipset") return await deleteIpSet(connection, level, name);
  if (what === "alias") {
    const alias = (await firewallAliases(connection, level)).find((one) => one.name === name);
    if (alias !== undefined) await deleteAlias(connection, level, alias);
    return;
  }
  // Proxmox deletes empty groups alone.
  const group = { kind: "group", group: name } as const;
  for (;;) {
    const { rules, digest } = await ruleSet(connection, group);
    const last = rules.at(-1);
    if (last === undefined) break;
    await deleteRule(connection, group, last.pos, digest);
  }
  await deleteSecurityGroup(connection, name);
}
