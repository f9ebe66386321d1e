import { type Grantee, grantLines } from "../../wire/permission.ts";
import type { Permissions } from "../../proxmox/acl.ts";
import { basePath, heldAtBase, type Reach, reachOf } from "../../proxmox/rights.ts";
import type { Tool } from "../tool.ts";

/** A tool with the privileges that it needs in a release. */
export type Needing = Pick<Tool, "name" | "privileges">;

/** What a login can do with some tools. */
export interface ToolRights {
  /** How many tools it has every privilege for, everywhere. */
  readonly free: number;
  /** Tools that work on some paths alone; a line for each reason that tools have in common. */
  readonly limited: readonly string[];
  /** The same of tools that lack a privilege everywhere. */
  readonly lacking: readonly string[];
  /** How many tools lack a privilege everywhere. */
  readonly lackingCount: number;
  /** The privileges that are held nowhere, by name. */
  readonly missing: readonly string[];
}

/** Holds the privileges that tools need against those that a login has. */
export function toolRights(tools: readonly Needing[], all: Permissions): ToolRights {
  const reaches = new Map(
    [...new Set(tools.flatMap((tool) => tool.privileges))].map((name) => [name, reachOf(all, name)]),
  );
  const lacks = (tool: Needing) => tool.privileges.filter((name) => reaches.get(name)?.length === 0);
  const partly = (tool: Needing) => tool.privileges.filter((name) => Array.isArray(reaches.get(name)));
  const lacking = tools.filter((tool) => lacks(tool).length > 0);
  const limited = tools.filter((tool) => lacks(tool).length === 0 && partly(tool).length > 0);
  return {
    free: tools.length - lacking.length - limited.length,
    limited: byReason(
      limited,
      (tool) => partly(tool).map((name) => `${name} on ${pathsOf(reaches.get(name))}`).join("; "),
    ),
    lacking: byReason(lacking, (tool) => lacks(tool).join(", ")),
    lackingCount: lacking.length,
    missing: [...new Set(lacking.flatMap(lacks))].sort(),
  };
}

function pathsOf(reach: Reach | undefined): string {
  return Array.isArray(reach)
    ? reach.slice(0, 10).join(" ") + (reach.length > 10 ? " ..." : "")
    : "everywhere";
}

/** Tools under what they have in common, since many tools lack the same. */
function byReason(tools: readonly Needing[], reason: (tool: Needing) => string): string[] {
  return [...Map.groupBy(tools, reason)].sort(([left], [right]) => left.localeCompare(right))
    .map(([why, group]) => `- ${why}: ${group.map(({ name }) => name.replace(/^proxmox_/, "")).join(" ")}`);
}

/** The `pveum` lines that give a login what it lacks: one for each path, with a role that keeps what it has there already. */
export function grantsFor(who: string, all: Permissions, missing: readonly string[]): readonly string[] {
  const byBase = Map.groupBy(missing, basePath);
  return [...byBase].map(([base, names]) => {
    const kept = base === "/" ? [] : names.flatMap((name) => heldAtBase(all, name));
    return grantOn(who, base, [...new Set([...kept, ...names])].sort());
  });
}

/** The `pveum` line that gives a login privileges on one path. */
export function grantOn(who: string, aclPath: string, privileges: readonly string[]): string {
  const grantee: Grantee = who.includes("!") ? { kind: "token", id: who } : { kind: "password", user: who };
  return grantLines({ aclPath, privileges, anyOf: false }, grantee).join(" && ");
}

/** What to bear in mind with such a line. */
export function grantNote(who: string): string {
  const replaces = "A role on a path replaces the roles inherited from the paths above it.";
  return who.includes("!")
    ? `A token with privilege separation needs the role on its user too (--users '${
      who.split("!")[0]
    }'). ${replaces}`
    : replaces;
}
