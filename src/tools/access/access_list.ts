import * as z from "zod";
import { inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import type { Column } from "../../text/table.ts";
import { grants } from "../../proxmox/acl.ts";
import type { Connection } from "../../proxmox/connection.ts";
import { roles } from "../../proxmox/roles.ts";
import { realms, userGroups, users } from "../../proxmox/users.ts";
import { defineTool } from "../tool.ts";
import { expiryText } from "./described.ts";

const kinds = ["users", "groups", "roles", "acl", "tokens", "realms"] as const;

type Row = Readonly<Record<string, string>>;

/** `proxmox_access_list`: sources `GET /access/users`, `/groups`, `/roles`, `/acl`, `/domains`. */
export const accessList = defineTool({
  name: "proxmox_access_list",
  title: "Users, roles and grants",
  toolset: "access",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "Grants are acl; match= narrows by any text in a row.",
  input: { what: z.enum(kinds), match: z.string().max(100).optional() },
  async run({ what, match }, { proxmox }) {
    const rows = await readers[what](proxmox.connection);
    const part = match?.toLowerCase();
    return {
      all: rows.length,
      rows: rows.filter((row) =>
        part === undefined || Object.values(row).some((cell) => cell.toLowerCase().includes(part))
      ),
    };
  },
  answer({ all, rows }, { what, match }, { characters }) {
    if (rows.length === 0) {
      return {
        text: match !== undefined && all > 0
          ? `None of ${counted(all, "row")} of ${what} holds ${JSON.stringify(match)}.`
          : `No ${what} are visible; a login without Sys.Audit on /access sees its own alone.`,
      };
    }
    const names = Object.keys(rows[0] ?? {});
    const columns: readonly Column<Row>[] = names.map((name) => ({
      heading: name,
      cell: (row) => inline(row[name] ?? "", 400),
    }));
    const body = list(rows, { columns, limit: 500, characters, narrow: "narrow with match=" });
    return { text: `${what}: ${rows.length}\n${body}` };
  },
});

const readers: Readonly<Record<(typeof kinds)[number], (connection: Connection) => Promise<readonly Row[]>>> =
  {
    users: async (connection) =>
      (await users(connection)).map((user) => ({
        user: user.userid,
        on: user.enable ? "yes" : "no",
        expires: expiryText(user.expire),
        groups: user.groups.join(" "),
        tokens: user.tokens.map(({ tokenid }) => tokenid).join(" "),
        name: [user.firstname, user.lastname].filter((part) => part !== undefined).join(" "),
        email: user.email ?? "",
        comment: user.comment ?? "",
      })),
    groups: async (connection) =>
      (await userGroups(connection)).map(({ groupid, users, comment }) => ({
        group: groupid,
        users: users.join(" "),
        comment: comment ?? "",
      })),
    roles: async (connection) =>
      (await roles(connection)).map(({ roleid, special, privileges }) => ({
        role: roleid,
        "built in": special ? "yes" : "",
        privileges: privileges.join(" "),
      })),
    acl: async (connection) =>
      (await grants(connection)).map(({ path, type, ugid, roleid, propagate }) => ({
        path,
        role: roleid,
        for: `${type} ${ugid}`,
        "below too": propagate ? "yes" : "no",
      })),
    tokens: async (connection) =>
      (await users(connection)).flatMap(({ userid, tokens }) =>
        tokens.map(({ tokenid, expire, privsep, comment }) => ({
          token: `${userid}!${tokenid}`,
          rights: privsep ? "its own grants" : "all of its user",
          expires: expiryText(expire),
          comment: comment ?? "",
        }))
      ),
    realms: async (connection) =>
      (await realms(connection)).map(({ realm, type, tfa, comment }) => ({
        realm,
        type: type ?? "",
        "second factor": tfa ?? "",
        comment: comment ?? "",
      })),
  };
