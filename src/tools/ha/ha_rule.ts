import * as z from "zod";
import { changes, stateText } from "../../text/changes.ts";
import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import { changeHaResource, haResources, sidOf } from "../../proxmox/ha.ts";
import { haGroups, haRules, putHaGroup, putHaRule } from "../../proxmox/ha_rules.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { releaseOf, requireFeature } from "../../proxmox/release.ts";
import { vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { knownNode } from "../node_reference.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { managedBy } from "./ha_resource.ts";
import { deletePlacement, demandOf, type Placement, placementOptions, placements } from "./placements.ts";

/** A rule that does not exist, or cannot be as it was asked for. */
export class HaRuleError extends ExplainedError {
  override readonly name = "HaRuleError";
}

const ruleName = z.string().max(100).regex(/^[A-Za-z][A-Za-z0-9_-]+$/, "is no name of a rule");

const ruleOptions = {
  nodes: z.array(z.string().regex(/^[A-Za-z0-9-]+(?::\d{1,3})?$/, "must be a node, or node:priority"))
    .max(100).optional().describe('["pve1:2","pve2:1"], the highest number first'),
  vmids: z.array(vmid).max(200).optional(),
  affinity: z.enum(["positive", "negative"]).optional().describe("together or apart, in place of nodes"),
  strict: z.boolean().optional().describe("no other node"),
  disable: z.boolean().optional(),
  comment: z.string().max(1000).optional(),
};

type RuleOptions = z.infer<z.ZodObject<typeof ruleOptions>>;

const target = ({ rule }: { readonly rule: string }) =>
  Promise.resolve({ kind: "cluster" as const, what: `HA rule ${rule}` });

/** `proxmox_ha_rule_set`: source `/cluster/ha/rules`; before 9.0 `/cluster/ha/groups` and the resources' `group`. */
export const haRuleSet = defineTool({
  name: "proxmox_ha_rule_set",
  title: "Set an HA rule",
  toolset: "ha",
  access: "write",
  privileges: ["Sys.Console", "Sys.Audit", "VM.Audit"],
  description: "Guests run on nodes=, or together or apart. Before 9.0 it is an HA group.",
  input: { rule: ruleName, ...ruleOptions },
  needsQuorum: true,
  target,
  async run({ rule, ...options }, context) {
    const { proxmox } = context;
    for (const entry of options.nodes ?? []) await knownNode(proxmox, entry.replace(/:\d+$/, ""));
    const sids = options.vmids === undefined ? undefined : await managedSids(context, options.vmids);
    const before = (await placements(proxmox)).all.find(({ name }) => name === rule);
    if ((await releaseOf(proxmox)).has("ha-rules")) await setRule(proxmox, rule, options, sids);
    else await setGroup(proxmox, rule, options, sids);
    const { noun, all } = await placements(proxmox);
    return { noun, before, after: all.find(({ name }) => name === rule) };
  },
  answer({ noun, before, after }, { rule }) {
    if (after === undefined) return { text: `The HA ${noun} ${rule} was set, but does not show.` };
    if (before === undefined) {
      return {
        text: `The HA ${noun} ${rule} is made: ${after.resources.join(", ") || "no guest yet"} ${
          demandOf(after)
        }.`,
      };
    }
    const changed = changes(placementOptions(before), placementOptions(after));
    return {
      text: changed.length === 0
        ? `The HA ${noun} ${rule} is as it was.`
        : `The HA ${noun} ${rule} is changed:\n${changed.join("\n")}`,
    };
  },
});

async function managedSids(context: ToolContext, vmids: readonly number[]): Promise<readonly string[]> {
  const sids: string[] = [];
  for (const vmid of vmids) {
    const guest = await guestOf(context, { vmid });
    await managedBy(context, guest);
    sids.push(sidOf(guest));
  }
  return sids;
}

async function setRule(
  { connection }: Proxmox,
  name: string,
  { nodes, affinity, strict, disable, comment }: RuleOptions,
  sids: readonly string[] | undefined,
): Promise<void> {
  const existing = (await haRules(connection)).find(({ rule }) => rule === name);
  const type = existing?.type ?? (affinity === undefined ? "node-affinity" : "resource-affinity");
  const ofNodes = type === "node-affinity";
  if (ofNodes ? affinity !== undefined : nodes !== undefined || strict !== undefined) {
    throw new HaRuleError("An HA rule is about nodes or about guests among themselves, not both.", {
      remedy: existing === undefined
        ? "Give nodes= or affinity=, and make two rules of it where both matter."
        : `${name} is a rule of type ${type}; make another one beside it.`,
    });
  }
  if (existing === undefined && (sids === undefined || (ofNodes && nodes === undefined))) {
    throw new HaRuleError(`There is no HA rule ${name} yet, and a new one needs more.`, {
      remedy: "Give vmids=, and nodes= or affinity=.",
    });
  }
  await putHaRule(connection, name, {
    type,
    resources: sids?.join(","),
    nodes: nodes?.join(","),
    affinity,
    strict,
    disable,
    comment,
  }, existing);
}

async function setGroup(
  proxmox: Proxmox,
  name: string,
  { nodes, affinity, strict, disable, comment }: RuleOptions,
  sids: readonly string[] | undefined,
): Promise<void> {
  const instead = "HA groups tie guests to nodes alone.";
  if (affinity !== undefined) await requireFeature(proxmox, "ha-rules", "affinity=", instead);
  if (disable !== undefined) await requireFeature(proxmox, "ha-rules", "disable=", instead);
  const { connection } = proxmox;
  const existing = (await haGroups(connection)).find(({ group }) => group === name);
  if (existing === undefined && nodes === undefined) {
    throw new HaRuleError(`There is no HA group ${name} yet.`, { remedy: "Give nodes= to make it." });
  }
  await putHaGroup(connection, name, { nodes: nodes?.join(","), restricted: strict, comment }, existing);
  if (sids === undefined) return;
  for (const resource of await haResources(connection)) {
    const wanted = sids.includes(resource.sid);
    if (wanted === (resource.group === name)) continue;
    // The digest is of the whole file, which each change renews.
    const { sid } = resource;
    await changeHaResource(
      connection,
      { sid, digest: undefined },
      wanted ? { group: name } : { delete: "group" },
    );
  }
}

/** `proxmox_ha_rule_delete`: sources `DELETE /cluster/ha/rules/{rule}` and `DELETE /cluster/ha/groups/{group}`. */
export const haRuleDelete = defineTool({
  name: "proxmox_ha_rule_delete",
  title: "Delete an HA rule",
  toolset: "ha",
  access: "destroy",
  privileges: ["Sys.Console", "Sys.Audit"],
  description: "Before 9.0 an HA group.",
  input: { rule: ruleName },
  target,
  async loss({ rule }, context) {
    const { noun, placement } = await findPlacement(context, rule);
    return {
      name: rule,
      summary: `The HA ${noun} ${rule} is deleted; HA may place its guests anywhere.`,
      details: [
        `guests: ${placement.resources.join(", ") || "none"}`,
        `they run ${demandOf(placement)}`,
        ...(placement.comment === undefined ? [] : [`comment: ${placement.comment}`]),
      ],
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `/cluster/ha/${noun}s/${rule}`,
        digest: stateText(placementOptions(placement)),
      }],
    };
  },
  async run({ rule }, context) {
    const found = await findPlacement(context, rule);
    await deletePlacement(context.proxmox, found, rule);
    return found;
  },
  answer: ({ noun }, { rule }) => ({ text: `The HA ${noun} ${rule} is deleted.` }),
});

async function findPlacement(
  { proxmox }: Pick<ToolContext, "proxmox">,
  name: string,
): Promise<
  { readonly noun: "rule" | "group"; readonly all: readonly Placement[]; readonly placement: Placement }
> {
  const { noun, all } = await placements(proxmox);
  const placement = all.find((one) => one.name === name);
  if (placement !== undefined) return { noun, all, placement };
  const names = all.map((one) => one.name);
  const near = nearest(name, names);
  throw new HaRuleError(`There is no HA ${noun} ${name}.`, {
    remedy: names.length === 0
      ? `There are no HA ${noun}s at all.`
      : `${near === undefined ? "" : `Did you mean ${near}? `}There are: ${names.slice(0, 60).join(", ")}.`,
  });
}
