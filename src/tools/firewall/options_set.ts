import * as z from "zod";
import { changes } from "../../text/changes.ts";
import type { FirewallOwner } from "../../proxmox/firewall/level.ts";
import { changeFirewallOptions, firewallOptions, isFirewallOn } from "../../proxmox/firewall/options.ts";
import { defineTool } from "../tool.ts";
import { FirewallError, levelName, levelTarget, ownerFields, ownerOf } from "./level.ts";

const policy = z.enum(["ACCEPT", "DROP", "REJECT"]).optional();

const optionFields = {
  enable: z.boolean().optional(),
  policy_in: policy,
  policy_out: policy,
  macfilter: z.boolean().optional(),
  ipfilter: z.boolean().optional(),
};

type OptionFields = z.infer<z.ZodObject<typeof optionFields>>;

/** Which options a level has; the rest of Proxmox's is for `proxmox_api_call`. */
const optionsOf: Readonly<Record<FirewallOwner["kind"], readonly (keyof OptionFields)[]>> = {
  cluster: ["enable", "policy_in", "policy_out"],
  node: ["enable"],
  guest: ["enable", "policy_in", "policy_out", "macfilter", "ipfilter"],
};

/** `proxmox_firewall_options_set`: source `PUT .../firewall/options`. */
export const optionsSet = defineTool({
  name: "proxmox_firewall_options_set",
  title: "Set firewall options",
  toolset: "firewall",
  access: "write",
  // A cluster or a node can lock out everybody who works on it; a guest only itself.
  accessOf: ({ vmid }) => vmid === undefined ? "destroy" : "write",
  privileges: ["Sys.Modify", "Sys.Audit", "VM.Config.Network", "VM.Audit"],
  description: "Switch the firewall of the cluster, a node or a guest on or off, or set its policies.",
  input: { ...ownerFields, ...optionFields },
  needsQuorum: true,
  target: (reference, context) => levelTarget(context, reference),
  async loss({ vmid, node, ...fields }, context) {
    if (vmid !== undefined) return undefined;
    const level = await ownerOf(context, { node });
    const before = await firewallOptions(context.proxmox.connection, level);
    const wanted = wantedFor(level, fields);
    return {
      name: level.kind === "node" ? level.node : "firewall",
      summary: `The firewall of ${levelName(level)} is changed, which can cut off whoever works on it.`,
      details: [
        ...changes(before, { ...before, ...wanted }),
        `on now: ${isFirewallOn(level, before) ? "yes" : "no"}`,
        "Proxmox itself lets the cluster's own network in to ports 22 and 8006, others only by rules",
      ],
      identity: [{
        kind: "request",
        method: "PUT",
        path: `${level.kind === "node" ? `/nodes/${level.node}` : "/cluster"}/firewall/options`,
        digest: String(before["digest"] ?? ""),
      }],
    };
  },
  async run({ vmid, node, ...fields }, context) {
    const { connection } = context.proxmox;
    const level = await ownerOf(context, { vmid, node });
    const wanted = wantedFor(level, fields);
    const before = await firewallOptions(connection, level);
    const { digest } = before;
    await changeFirewallOptions(connection, level, {
      ...wanted,
      digest: digest === undefined ? undefined : String(digest),
    });
    return { level, before, after: await firewallOptions(connection, level) };
  },
  answer({ level, before, after }) {
    const changed = changes(before, after);
    return {
      text: changed.length === 0
        ? `The firewall options of ${levelName(level)} are as they were.`
        : `The firewall options of ${levelName(level)} are changed:\n${changed.join("\n")}`,
    };
  },
});

/** The options of a call in Proxmox's form. @throws {FirewallError} naming those that the level does not have. */
function wantedFor(level: FirewallOwner, fields: OptionFields): Readonly<Record<string, string | number>> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const known: readonly string[] = optionsOf[level.kind];
  const foreign = given.filter(([name]) => !known.includes(name)).map(([name]) => name);
  if (foreign.length > 0 || given.length === 0) {
    throw new FirewallError(
      given.length === 0
        ? "No option was given."
        : `The firewall of ${levelName(level)} has no ${foreign.join(", ")}.`,
      { remedy: `It has ${known.join(", ")}.` },
    );
  }
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : String(value)]),
  );
}
