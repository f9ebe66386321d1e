import * as z from "zod";
import { optionLines } from "../../text/changes.ts";
import { inline } from "../../text/foreign.ts";
import { list } from "../../text/list.ts";
import { table } from "../../text/table.ts";
import {
  type FirewallAlias,
  firewallAliases,
  firewallMacros,
  firewallRefs,
  type IpSet,
  ipSets,
  type NamingLevel,
  type SecurityGroup,
  securityGroups,
} from "../../proxmox/firewall/names.ts";
import { type FirewallOptions, firewallOptions, isFirewallOn } from "../../proxmox/firewall/options.ts";
import type { FirewallLevel, FirewallOwner } from "../../proxmox/firewall/level.ts";
import { type RuleSet, ruleSet } from "../../proxmox/firewall/rules.ts";
import { guestConfig } from "../../proxmox/guest_config.ts";
import { defineTool, type ToolAnswer, type ToolContext } from "../tool.ts";
import { levelFields, levelName, levelOf } from "./level.ts";
import { ruleTable } from "./rule_text.ts";

/** `proxmox_firewall_list`: sources `GET .../firewall/rules`, `/options`, `/aliases`, `/ipset`, `/refs`, `/groups`, `/macros`. */
export const firewallList = defineTool({
  name: "proxmox_firewall_list",
  title: "Firewall rules and options",
  toolset: "firewall",
  access: "read",
  privileges: ["Sys.Audit", "VM.Audit"],
  description:
    "Rules, options, aliases and IP sets of the cluster, a node, guest or security group; refs and macros that rules may name.",
  input: { ...levelFields, part: z.enum(["all", "refs", "macros"]).default("all") },
  async run({ part, ...reference }, context): Promise<Shown> {
    const { connection } = context.proxmox;
    if (part === "macros") return { macros: await firewallMacros(connection) };
    const level = await levelOf(context, reference);
    if (part === "refs") return { refs: await firewallRefs(connection, namesFor(level)) };
    return { level, whole: await wholeLevel(context, level) };
  },
  answer(shown, _, { characters }): ToolAnswer {
    if ("macros" in shown) {
      const columns = [
        { heading: "macro", cell: (row: { readonly macro: string }) => row.macro },
        {
          heading: "what it is",
          cell: (row: { readonly descr?: string | undefined }) => inline(row.descr ?? "", 80),
        },
      ];
      return {
        text: list(shown.macros, { columns, limit: 500, characters, narrow: "see the documentation" }),
      };
    }
    if ("refs" in shown) {
      if (shown.refs.length === 0) return { text: "There are no aliases and IP sets that rules could name." };
      const columns = [
        { heading: "write", cell: (ref: Ref) => ref.ref ?? ref.name },
        { heading: "what", cell: (ref: Ref) => ref.type },
        { heading: "comment", cell: (ref: Ref) => inline(ref.comment ?? "", 80) },
      ];
      return { text: list(shown.refs, { columns, limit: 500, characters, narrow: "the rest is left out" }) };
    }
    return { text: wordLevel(shown.level, shown.whole, characters) };
  },
});

type Ref = Awaited<ReturnType<typeof firewallRefs>>[number];

type Shown =
  | { readonly macros: Awaited<ReturnType<typeof firewallMacros>> }
  | { readonly refs: readonly Ref[] }
  | { readonly level: FirewallLevel; readonly whole: WholeLevel };

/** Everything of a level; what it cannot have is undefined. */
interface WholeLevel {
  readonly set: RuleSet;
  readonly options?: FirewallOptions;
  readonly aliases?: readonly FirewallAlias[];
  readonly sets?: readonly IpSet[];
  readonly groups?: readonly SecurityGroup[];
  /** Why the rules have no effect, whatever they say. */
  readonly idle?: string | undefined;
}

/** Nodes and security groups name what the cluster has. */
function namesFor(level: FirewallLevel): NamingLevel {
  return level.kind === "guest" ? level : { kind: "cluster" };
}

async function wholeLevel(context: ToolContext, level: FirewallLevel): Promise<WholeLevel> {
  const { connection } = context.proxmox;
  const set = await ruleSet(connection, level);
  if (level.kind === "group") return { set };
  const options = await firewallOptions(connection, level);
  const idle = await idleReason(context, level, options);
  if (level.kind === "node") return { set, options, idle };
  const [aliases, sets, groups] = await Promise.all([
    firewallAliases(connection, level),
    ipSets(connection, level),
    level.kind === "cluster" ? securityGroups(connection) : undefined,
  ]);
  return { set, options, aliases, sets, ...(groups === undefined ? {} : { groups }), idle };
}

async function idleReason(
  { proxmox }: ToolContext,
  level: FirewallOwner,
  options: FirewallOptions,
): Promise<string | undefined> {
  if (!isFirewallOn(level, options)) {
    return level.kind === "cluster"
      ? "the firewall is off for the whole cluster"
      : "the firewall is off here (proxmox_firewall_options_set enable=true)";
  }
  if (level.kind !== "guest") return undefined;
  const config = await guestConfig(proxmox.connection, level.guest);
  const devices = [...config.options].filter(([option]) => /^net\d+$/.test(option));
  return devices.some(([, value]) => /(?:^|,)firewall=1(?:,|$)/.test(value))
    ? undefined
    : "none of its network devices has firewall=1";
}

function wordLevel(level: FirewallLevel, whole: WholeLevel, characters: number): string {
  const { set, options, aliases = [], sets = [], groups = [], idle } = whole;
  const parts = [
    idle === undefined
      ? `Firewall of ${levelName(level)}`
      : `Rules of ${levelName(level)} have no effect: ${idle}.`,
    ...(options === undefined ? [] : [`options: ${optionLines(options).join(", ") || "none set"}`]),
    set.rules.length === 0
      ? "No rules. proxmox_firewall_rule_set adds one."
      : `${ruleTable(set.rules, characters)}\ndigest: ${set.digest ?? "unknown"}`,
    ...(groups.length === 0 ? [] : [
      table(groups, [
        { heading: "security group", cell: (row) => row.group },
        { heading: "comment", cell: (row) => inline(row.comment ?? "", 80) },
      ]),
    ]),
    ...(aliases.length === 0 ? [] : [
      table(aliases, [
        { heading: "alias", cell: (row) => row.name },
        { heading: "is", cell: (row) => row.cidr },
        { heading: "comment", cell: (row) => inline(row.comment ?? "", 80) },
      ]),
    ]),
    ...(sets.length === 0 ? [] : [
      table(sets, [
        { heading: "ip set", cell: (row) => row.name },
        { heading: "entries", cell: (row) => inline(row.entries.join(" "), 300) || "none" },
        { heading: "comment", cell: (row) => inline(row.comment ?? "", 80) },
      ]),
    ]),
  ];
  return parts.join("\n");
}
