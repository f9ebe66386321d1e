import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { counted } from "../../text/list.ts";
import { type Permissions, permissions } from "../../proxmox/acl.ts";
import { basePath, holds, privilegesIn, type Reach, reachOf } from "../../proxmox/rights.ts";
import { releaseOf } from "../../proxmox/release.ts";
import { defineTool, type ToolAnswer } from "../tool.ts";
import { aclPath, loginId, privilege } from "./fields.ts";
import { grantNote, grantOn, grantsFor, type Needing, toolRights } from "./tool_rights.ts";

/** A tool that does not exist. */
export class UnknownToolNameError extends ExplainedError {
  override readonly name = "UnknownToolNameError";
}

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
        : `No: ${who} lacks ${asked} on ${path}.\n${grantOn(who, path, [asked])}\n${grantNote(who)}`,
    };
  }
  if (reach === "everywhere") return { text: `${who} has ${asked} everywhere.` };
  const paths = Array.isArray(reach) ? reach : [];
  const base = basePath(asked);
  return {
    text: paths.length > 0
      ? `${who} has ${asked} on ${paths.join(", ")} alone.`
      : `${who} has ${asked} nowhere.\n${grantOn(who, base, [asked])}\n${grantNote(who)}`,
  };
}

function wordTools(
  { who, tools, all }: Extract<Found, { all: Permissions }> & { readonly who: string },
): ToolAnswer {
  const { free, limited, lacking, missing } = toolRights(tools, all);
  return {
    text: [
      `${who} has all privileges for ${free} of ${counted(tools.length, "tool")} everywhere.`,
      ...under("On some paths alone:", limited),
      ...under(
        "Lacking a privilege (a tool that serves several kinds of things works for the others):",
        lacking,
      ),
      ...under("On a node, as root, these lines allow the rest:", grantsFor(who, all, missing)),
      ...(missing.length === 0 ? [] : [grantNote(who)]),
    ].join("\n"),
  };
}

function under(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}
