import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { nearest } from "../../text/nearest.ts";
import type { FirewallLevel, FirewallOwner } from "../../proxmox/firewall/level.ts";
import { type NamingLevel, securityGroups } from "../../proxmox/firewall/names.ts";
import { node, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { knownNode } from "../node_reference.ts";
import { guestName, type Target } from "../target.ts";
import type { ToolContext } from "../tool.ts";

/** A call that names two levels, one that lacks what it asks for, or something that the level does not have. */
export class FirewallError extends ExplainedError {
  override readonly name = "FirewallError";
}

/** A security group's name. */
export const groupName = z.string().max(18).regex(/^[A-Za-z][A-Za-z0-9_-]+$/, "is no security group");

/** Arguments that name a level; none of them means the cluster. */
export const ownerFields = { vmid: vmid.optional(), node: node.optional() };

/** {@linkcode ownerFields} with the security groups. */
export const levelFields = { ...ownerFields, group: groupName.optional() };

/** Which level a call names. */
export interface LevelReference {
  readonly vmid?: number | undefined;
  readonly node?: string | undefined;
  readonly group?: string | undefined;
}

/**
 * Finds the level that a call names: a guest, a node, a security group, or the cluster when it names none.
 *
 * @throws {FirewallError} when it names more than one, or an unknown group; the errors of looking up a guest or node.
 */
export async function levelOf(
  context: ToolContext,
  { vmid, node, group }: LevelReference,
): Promise<FirewallLevel> {
  // A guest's node is never needed and may be given, as in all tools of guests.
  if (vmid !== undefined && group === undefined) {
    return { kind: "guest", guest: await guestOf(context, { vmid, node }) };
  }
  if ([vmid, node, group].filter((name) => name !== undefined).length > 1) {
    throw new FirewallError("Rules are of one guest, node or security group, or of the cluster.", {
      remedy: "Give one of vmid=, node= and group=, or none for the cluster.",
    });
  }
  if (node !== undefined) return { kind: "node", node: (await knownNode(context.proxmox, node)).node };
  if (group === undefined) return { kind: "cluster" };
  const groups = (await securityGroups(context.proxmox.connection)).map((row) => row.group);
  if (groups.includes(group)) return { kind: "group", group };
  const near = nearest(group, groups);
  throw new FirewallError(`There is no security group ${group}.`, {
    remedy: groups.length === 0
      ? "There are none; proxmox_firewall_name_set makes one."
      : `${near === undefined ? "" : `Did you mean ${near}? `}There are: ${groups.slice(0, 40).join(", ")}.`,
  });
}

/** {@linkcode levelOf} for levels with options. */
export async function ownerOf(context: ToolContext, reference: LevelReference): Promise<FirewallOwner> {
  const level = await levelOf(context, { vmid: reference.vmid, node: reference.node });
  return level.kind === "group" ? { kind: "cluster" } : level;
}

/** {@linkcode levelOf} for levels with aliases and IP sets. @throws {FirewallError} for a node. */
export async function namingLevelOf(context: ToolContext, reference: LevelReference): Promise<NamingLevel> {
  const level = await ownerOf(context, reference);
  if (level.kind !== "node") return level;
  throw new FirewallError("A node has no aliases and IP sets of its own.", {
    remedy: "Its rules use those of the cluster; leave node= out.",
  });
}

/** Names a level the way answers do. */
export function levelName(level: FirewallLevel): string {
  switch (level.kind) {
    case "cluster":
      return "the cluster";
    case "node":
      return `node ${level.node}`;
    case "guest":
      return guestName(level.guest);
    case "group":
      return `security group ${level.group}`;
  }
}

/** What a call on a level acts on, for the policy and the audit log. */
export async function levelTarget(context: ToolContext, reference: LevelReference): Promise<Target> {
  const level = await levelOf(context, reference);
  switch (level.kind) {
    case "guest":
      return { kind: "guest", guest: level.guest };
    case "node":
      return { kind: "node", node: level.node };
    default:
      return { kind: "cluster", what: `firewall of ${levelName(level)}` };
  }
}
