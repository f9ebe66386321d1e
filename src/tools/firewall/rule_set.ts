import * as z from "zod";
import { changes } from "../../text/changes.ts";
import { counted } from "../../text/list.ts";
import type { FirewallLevel } from "../../proxmox/firewall/level.ts";
import {
  addRule,
  changeRule,
  type FirewallRule,
  moveRule,
  type RuleSet,
  ruleSet,
} from "../../proxmox/firewall/rules.ts";
import type { Connection } from "../../proxmox/connection.ts";
import type { Parameters } from "../../wire/wire.ts";
import { defineTool } from "../tool.ts";
import { FirewallError, levelFields, levelName, levelOf, levelTarget } from "./level.ts";
import { ruleText } from "./rule_text.ts";

/** The fields that a rule can be without. */
const clearable = ["macro", "source", "dest", "proto", "sport", "dport", "iface", "log", "comment"] as const;

const position = z.int().refine((pos) => pos >= 0 && pos <= 9999, "must be from 0 to 9999");

const ruleFields = {
  macro: z.string().max(128).optional().describe("SSH, Web, ..."),
  source: z.string().max(512).optional().describe("CIDR, range, dc/alias, +dc/ipset"),
  dest: z.string().max(512).optional(),
  proto: z.string().max(40).optional(),
  dport: z.string().max(200).optional().describe("22, 80,443 or 8000:8100"),
  comment: z.string().max(1000).optional(),
};

const seldom = {
  sport: z.string().max(200).optional(),
  iface: z.string().max(20).optional(),
  log: z.string().max(20).optional(),
};

const input = {
  ...levelFields,
  pos: position.optional().describe("the rule to change"),
  to: position.optional().describe("where it shall stand; new ones stand first"),
  type: z.enum(["in", "out", "forward", "group"]).optional(),
  action: z.string().max(20).regex(/^[A-Za-z][A-Za-z0-9_-]+$/, "is no action").optional()
    .describe("ACCEPT, DROP, REJECT, or a group's name"),
  ...ruleFields,
  enable: z.boolean().optional(),
  clear: z.array(
    z.string().refine(
      (name) => clearable.some((field) => field === name),
      `must be one of ${clearable.join(", ")}`,
    ),
  ).optional(),
  digest: z.string().max(64).optional(),
};

type RuleInput = z.infer<z.ZodObject<typeof input & typeof seldom>>;

/** What a rule was and is, and where. */
interface RuleOutcome {
  readonly level: FirewallLevel;
  /** Undefined for a new rule. */
  readonly before: FirewallRule | undefined;
  readonly pos: number;
  readonly set: RuleSet;
}

/** `proxmox_firewall_rule_set`: sources `POST .../rules` and `PUT .../rules/{pos}`, which changes and moves. */
export const ruleSetTool = defineTool({
  name: "proxmox_firewall_rule_set",
  title: "Add, change or move a rule",
  toolset: "firewall",
  access: "write",
  privileges: ["Sys.Modify", "Sys.Audit", "VM.Config.Network", "VM.Audit"],
  description: "Add a firewall rule, or with pos= change or move one; clear= names fields to empty.",
  input,
  hidden: seldom,
  needsQuorum: true,
  target: (reference, context) => levelTarget(context, reference),
  async run(rule, context): Promise<RuleOutcome> {
    const { connection } = context.proxmox;
    const level = await levelOf(context, rule);
    const { pos } = rule;
    return pos === undefined
      ? await newRule(connection, level, rule)
      : await changedRule(connection, level, pos, rule);
  },
  answer({ level, before, pos, set }) {
    const rule = set.rules[pos];
    const now = rule === undefined ? "it does not show" : ruleText(rule);
    const mark = `digest: ${set.digest ?? "unknown"}`;
    if (before === undefined) {
      return {
        text: `${
          levelName(level)
        } has a new rule at position ${pos} of ${set.rules.length}: ${now}.\n${mark}`,
      };
    }
    const changed = [
      ...(before.pos === pos ? [] : [`position: ${before.pos} -> ${pos}`]),
      ...changes(before, rule ?? {}),
    ];
    const how = changed.length === 0 ? "is as it was" : "is changed";
    return {
      text: [`Rule ${before.pos} of ${levelName(level)} ${how}: ${now}.`, ...changed, mark].join("\n"),
    };
  },
});

async function newRule(
  connection: Connection,
  level: FirewallLevel,
  { type = "in", action, enable = true, to: wanted = 0, ...rest }: RuleInput,
): Promise<RuleOutcome> {
  if (action === undefined) {
    throw new FirewallError("A new rule needs action=.", {
      remedy: "ACCEPT, DROP or REJECT, or with type=group a security group; pos= would change a rule.",
    });
  }
  const { rules, digest } = await ruleSet(connection, level);
  requireDigest(level, rest.digest, digest);
  const to = Math.min(wanted, rules.length);
  const rule = { type, action, ...fieldsOf(rest) };
  // Until it is where it belongs, a rule that is on could lock everybody out.
  await addRule(connection, level, { ...rule, enable: Number(enable && to === 0) }, digest);
  if (to > 0) {
    await moveRule(connection, level, { from: 0, to }, (await ruleSet(connection, level)).digest);
    if (enable) {
      const { digest: moved } = await ruleSet(connection, level);
      await changeRule(connection, level, to, { enable: 1 }, moved);
    }
  }
  return { level, before: undefined, pos: to, set: await ruleSet(connection, level) };
}

async function changedRule(
  connection: Connection,
  level: FirewallLevel,
  pos: number,
  { type, action, enable, clear, to: wanted = pos, digest, ...rest }: RuleInput,
): Promise<RuleOutcome> {
  const { before, set } = await ruleAt(connection, level, pos, digest);
  const change: Parameters = {
    type,
    action,
    ...fieldsOf(rest),
    enable: enable === undefined ? undefined : Number(enable),
    delete: clear?.join(","),
  };
  const isChange = Object.values(change).some((value) => value !== undefined);
  // A call that moves ignores everything else, so these are two.
  if (isChange) await changeRule(connection, level, pos, change, set.digest);
  const to = Math.min(wanted, set.rules.length - 1);
  if (to !== pos) {
    const now = isChange ? (await ruleSet(connection, level)).digest : set.digest;
    await moveRule(connection, level, { from: pos, to }, now);
  }
  return { level, before, pos: to, set: await ruleSet(connection, level) };
}

function fieldsOf(given: Pick<RuleInput, (typeof clearable)[number]>): Parameters {
  return Object.fromEntries(clearable.map((name) => [name, given[name]]));
}

function requireDigest(level: FirewallLevel, given: string | undefined, current: string | undefined): void {
  if (given === undefined || given === current) return;
  throw new FirewallError(`The rules of ${levelName(level)} are no longer those with that digest.`, {
    remedy:
      "Nothing was sent. proxmox_firewall_list shows them as they are, with their positions and digest.",
  });
}

/**
 * Finds the rule at a position.
 *
 * @param digest of the rules that the caller knows; positions mean something else in others.
 * @throws {FirewallError} when there is none, or the rules are others by now.
 */
export async function ruleAt(
  connection: Connection,
  level: FirewallLevel,
  pos: number,
  digest: string | undefined,
): Promise<{ readonly before: FirewallRule; readonly set: RuleSet }> {
  const set = await ruleSet(connection, level);
  requireDigest(level, digest, set.digest);
  const before = set.rules.find((rule) => rule.pos === pos);
  if (before !== undefined) return { before, set };
  throw new FirewallError(`${levelName(level)} has no rule at position ${pos}.`, {
    remedy: `It has ${counted(set.rules.length, "rule")}, counted from 0.`,
  });
}
