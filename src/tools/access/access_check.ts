import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { counted } from "../../text/list.ts";
import { type Grantee, grantLines } from "../../wire/permission.ts";
import { type Permissions, permissions } from "../../proxmox/acl.ts";
import { basePath, heldAtBase, holds, privilegesIn, type Reach, reachOf } from "../../proxmox/rights.ts";
import { releaseOf } from "../../proxmox/release.ts";
import { defineTool, type Tool, type ToolAnswer } from "../tool.ts";
import { aclPath, loginId, privilege } from "./fields.ts";

/** A tool that does not exist. */
export class UnknownToolNameError extends ExplainedError {
  override readonly name = "UnknownToolNameError";
}

/** A tool with the privileges that it needs in this release. */
type Needing = Pick<Tool, "name" | "privileges">;

/** What a check found: of one privilege, or of tools. */
type Found =
  | { readonly asked: string; readonly path: string | undefined; readonly reach: Reach | boolean }
  | { readonly tools: readonly Needing[]; readonly all: Permissions };

/** `proxmox_access_check`: source `GET /access/permissions`, against the privileges that tools declare. */
export const accessCheck = defineTool({
  name: "proxmox_access_check",
  title: "What a login may do",
  toolset: "access",
  access: "read",
  privileges: [],
  description:
    "Which tools this login (or user=) can run and where, with pveum lines for the rest; or whether it has " +
    "privilege= on path=.",
  input: {
    user: loginId.optional(),
    privilege: privilege.optional(),
    path: aclPath.optional(),
    tool: z.string().max(80).optional(),
  },
  async run({ user, privilege, path, tool }, { proxmox, tools }): Promise<Found & { readonly who: string }> {
    const { connection, login } = proxmox;
    const who = user ?? login ?? "root@pam";
    // Proxmox lets everybody read what he may do himself, and few what others may.
    const userid = user === login ? undefined : user;
    if (privilege !== undefined && path !== undefined) {
      const held = await permissions(connection, { userid, path });
      return { who, asked: privilege, path, reach: holds(held, privilege, path) };
    }
    const all = await permissions(connection, { userid });
    if (privilege !== undefined) return { who, asked: privilege, path, reach: reachOf(all, privilege) };
    const known = await tools();
    const chosen = tool === undefined ? known : known.filter(({ name }) => name === tool);
    const release = await releaseOf(proxmox);
    const needed = chosen.map(({ name, privileges }) => ({
      name,
      privileges: privilegesIn(release, privileges),
    }));
    if (needed.length > 0) return { who, tools: needed, all };
    throw new UnknownToolNameError(`There is no tool ${tool}.`, { remedy: "tools/list names the tools." });
  },
  answer: (found) => "asked" in found ? wordPrivilege(found) : wordTools(found),
});

function wordPrivilege(
  { who, asked, path, reach }: Extract<Found, { asked: string }> & { readonly who: string },
): ToolAnswer {
  if (path !== undefined) {
    return {
      text: reach === true
        ? `Yes: ${who} has ${asked} on ${path}.`
        : `No: ${who} lacks ${asked} on ${path}.\n${allow(who, path, [asked])}\n${note(who)}`,
    };
  }
  if (reach === "everywhere") return { text: `${who} has ${asked} everywhere.` };
  const paths = Array.isArray(reach) ? reach : [];
  const base = basePath(asked);
  return {
    text: paths.length > 0
      ? `${who} has ${asked} on ${paths.join(", ")} alone.`
      : `${who} has ${asked} nowhere.\n${allow(who, base, [asked])}\n${note(who)}`,
  };
}

function wordTools(
  { who, tools, all }: Extract<Found, { all: Permissions }> & { readonly who: string },
): ToolAnswer {
  const reaches = new Map(
    [...new Set(tools.flatMap((tool) => tool.privileges))].map((name) => [name, reachOf(all, name)]),
  );
  const lacks = (tool: Needing) => tool.privileges.filter((name) => reaches.get(name)?.length === 0);
  const partly = (tool: Needing) => tool.privileges.filter((name) => Array.isArray(reaches.get(name)));
  const lacking = tools.filter((tool) => lacks(tool).length > 0);
  const limited = tools.filter((tool) => lacks(tool).length === 0 && partly(tool).length > 0);
  const free = tools.length - lacking.length - limited.length;
  const missing = [...new Set(lacking.flatMap(lacks))].sort();
  return {
    text: [
      `${who} has all privileges for ${free} of ${counted(tools.length, "tool")} everywhere.`,
      ...section(
        "On some paths alone:",
        limited,
        (tool) => partly(tool).map((name) => `${name} on ${pathsOf(reaches.get(name))}`).join("; "),
      ),
      ...section(
        "Lacking a privilege (a tool that serves several kinds of things works for the others):",
        lacking,
        (tool) => lacks(tool).join(", "),
      ),
      ...(missing.length === 0
        ? []
        : ["On a node, as root, these lines allow the rest:", ...lines(who, all, missing)]),
      ...(missing.length === 0 ? [] : [note(who)]),
    ].join("\n"),
  };
}

function pathsOf(reach: Reach | undefined): string {
  return Array.isArray(reach)
    ? reach.slice(0, 10).join(" ") + (reach.length > 10 ? " ..." : "")
    : "everywhere";
}

/** Tools under what they have in common, since many tools lack the same. */
function section(title: string, tools: readonly Needing[], reason: (tool: Needing) => string): string[] {
  if (tools.length === 0) return [];
  const groups = Map.groupBy(tools, reason);
  return [
    title,
    ...[...groups].sort(([left], [right]) => left.localeCompare(right))
      .map(([why, group]) => `- ${why}: ${group.map(({ name }) => name.replace(/^proxmox_/, "")).join(" ")}`),
  ];
}

/** One line for each path, with a role that keeps what the login has there already. */
function lines(who: string, all: Permissions, missing: readonly string[]): string[] {
  const byBase = Map.groupBy(missing, basePath);
  return [...byBase].map(([base, names]) => {
    const kept = base === "/" ? [] : names.flatMap((name) => heldAtBase(all, name));
    return allow(who, base, [...new Set([...kept, ...names])].sort());
  });
}

function allow(who: string, aclPath: string, privileges: readonly string[]): string {
  const grantee: Grantee = who.includes("!") ? { kind: "token", id: who } : { kind: "password", user: who };
  return grantLines({ aclPath, privileges, anyOf: false }, grantee).join(" && ");
}

function note(who: string): string {
  const replaces = "A role on a path replaces the roles inherited from the paths above it.";
  return who.includes("!")
    ? `A token with privilege separation needs the role on its user too (--users '${
      who.split("!")[0]
    }'). ${replaces}`
    : replaces;
}
