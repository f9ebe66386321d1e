import * as z from "zod";
import { optionLines, type Options, stateText } from "../../text/changes.ts";
import type { Grant } from "../../proxmox/acl.ts";
import type { Connection } from "../../proxmox/connection.ts";
import { deleteRole, roles } from "../../proxmox/roles.ts";
import { deleteToken, tokenName } from "../../proxmox/tokens.ts";
import { deleteUser, deleteUserGroup, userGroups, users } from "../../proxmox/users.ts";
import { nearest } from "../../text/nearest.ts";
import { defineTool } from "../tool.ts";
import { AccessError } from "./access_error.ts";
import {
  findGroup,
  findRole,
  findToken,
  findUser,
  grantsOf,
  groupOptions,
  roleOptions,
  tokenOptions,
  userOptions,
} from "./described.ts";
import { accessName, tokenId, userId } from "./fields.ts";

/** How one kind of thing is found and deleted. */
interface Kind {
  /** What its name looks like. */
  readonly name: z.ZodString;
  readonly find: (connection: Connection, name: string) => Promise<Options | undefined>;
  readonly names: (connection: Connection) => Promise<readonly string[]>;
  readonly isGrant: (grant: Grant, name: string) => boolean;
  readonly remove: (connection: Connection, name: string) => Promise<void>;
}

const kinds: Readonly<Record<"user" | "group" | "role" | "token", Kind>> = {
  user: {
    name: userId,
    find: async (connection, name) => optional(await findUser(connection, name), userOptions),
    names: async (connection) => (await users(connection)).map(({ userid }) => userid),
    isGrant: ({ ugid, type }, name) => type !== "group" && (ugid === name || ugid.startsWith(`${name}!`)),
    remove: deleteUser,
  },
  group: {
    name: accessName,
    find: async (connection, name) => optional(await findGroup(connection, name), groupOptions),
    names: async (connection) => (await userGroups(connection)).map(({ groupid }) => groupid),
    isGrant: ({ ugid, type }, name) => type === "group" && ugid === name,
    remove: deleteUserGroup,
  },
  role: {
    name: accessName,
    find: async (connection, name) => optional(await findRole(connection, name), roleOptions),
    names: async (connection) =>
      (await roles(connection)).filter(({ special }) => !special).map(({ roleid }) => roleid),
    isGrant: ({ roleid }, name) => roleid === name,
    remove: deleteRole,
  },
  token: {
    name: tokenId,
    find: async (connection, name) => optional(await findToken(connection, name), tokenOptions),
    names: async (connection) =>
      (await users(connection)).flatMap(({ userid, tokens }) =>
        tokens.map(({ tokenid }) => `${userid}!${tokenid}`)
      ),
    isGrant: ({ ugid, type }, name) => type === "token" && ugid === name,
    remove: (connection, name) => deleteToken(connection, tokenName(name)),
  },
};

function optional<Row>(row: Row | undefined, options: (row: Row) => Options): Options | undefined {
  return row === undefined ? undefined : options(row);
}

/** `proxmox_access_delete`: source `DELETE` of users, groups, roles and tokens. */
export const accessDelete = defineTool({
  name: "proxmox_access_delete",
  title: "Delete a user, group, role or token",
  toolset: "access",
  access: "destroy",
  privileges: ["User.Modify", "Realm.AllocateUser", "Group.Allocate", "Sys.Modify", "Sys.Audit"],
  description: "With its tokens and grants.",
  input: { what: z.enum(["user", "group", "role", "token"]), name: z.string().max(130) },
  target: ({ what, name }) => Promise.resolve({ kind: "cluster", what: `${what} ${name}` }),
  async loss({ what, name }, { proxmox }) {
    const { connection, login } = proxmox;
    const options = await requireOne(connection, what, name);
    const granted = await grantsOf(connection, (grant) => kinds[what].isGrant(grant, name));
    const isOwn = login !== undefined &&
      (login === name || (what === "user" && login.startsWith(`${name}!`)));
    return {
      name,
      summary: `The ${what} ${name} is deleted.`,
      details: [
        ...optionLines(options),
        granted.length === 0
          ? "grants that go with it: none that this login may see"
          : `grants that go with it: ${granted.slice(0, 20).join("; ")}`,
        ...(isOwn ? ["this server logs in with it and can do nothing afterwards"] : []),
      ],
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `/access ${what} ${name}`,
        digest: stateText({ options, granted }),
      }],
    };
  },
  async run({ what, name }, { proxmox }) {
    await requireOne(proxmox.connection, what, name);
    await kinds[what].remove(proxmox.connection, name);
  },
  answer: (_, { what, name }) => ({ text: `The ${what} ${name} is deleted, and all grants of it.` }),
});

async function requireOne(
  connection: Connection,
  what: keyof typeof kinds,
  name: string,
): Promise<Options> {
  const kind = kinds[what];
  const parsed = kind.name.safeParse(name);
  const found = parsed.success ? await kind.find(connection, name) : undefined;
  if (found !== undefined) return found;
  const names = await kind.names(connection);
  const near = nearest(name, names);
  throw new AccessError(`There is no ${what} ${name} that this login may see.`, {
    remedy: names.length === 0
      ? `It sees no ${what}s at all.`
      : `${near === undefined ? "" : `Did you mean ${near}? `}It sees: ${names.slice(0, 40).join(", ")}.`,
  });
}
