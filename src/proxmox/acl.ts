import * as z from "zod";
import type { Connection } from "./connection.ts";
import { flag } from "./values.ts";

const aclRow = z.object({
  path: z.string(),
  type: z.enum(["user", "group", "token"]),
  ugid: z.string(),
  roleid: z.string(),
  propagate: z.unknown().transform((value) => value === undefined || flag.parse(value)),
});

/** A grant: a role on a path for a user, a group or a token; with `propagate` on everything below the path too. */
export type Grant = z.infer<typeof aclRow>;

/** Whom a grant is for, in Proxmox's words. */
export type GranteeType = Grant["type"];

/** Lists the grants that the login may see, by path. Source: `GET /access/acl`. */
export async function grants(connection: Connection): Promise<readonly Grant[]> {
  const rows = await connection.get("/access/acl", z.array(aclRow));
  return rows.sort((left, right) =>
    left.path.localeCompare(right.path) || left.ugid.localeCompare(right.ugid) ||
    left.roleid.localeCompare(right.roleid)
  );
}

/** Gives a role on a path, or takes it away. Source: `PUT /access/acl`, needs Permissions.Modify on the path. */
export async function changeGrant(
  connection: Connection,
  grant: Grant,
  remove: boolean,
): Promise<void> {
  const { path, type, ugid, roleid, propagate } = grant;
  await connection.put("/access/acl", z.unknown(), {
    path,
    roles: roleid,
    [`${type}s`]: ugid,
    propagate,
    delete: remove ? true : undefined,
  });
}

const permissionsAnswer = z.record(z.string(), z.record(z.string(), z.unknown()).catch({}));

/** What a login may do: its privileges by path; `true` where a privilege reaches below the path too. */
export type Permissions = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

/**
 * Reads what a login may do, on one path or on all that matter (those with grants, and the top of the tree).
 *
 * Source: `GET /access/permissions`; for another `userid` (`user@realm` or `user@realm!token`) it needs Sys.Audit on
 * `/access`.
 */
export async function permissions(
  connection: Connection,
  of: { readonly userid?: string | undefined; readonly path?: string | undefined } = {},
): Promise<Permissions> {
  const answer = await connection.get("/access/permissions", permissionsAnswer, { ...of });
  return new Map(
    Object.entries(answer).map(([path, privileges]) => [
      path,
      new Map(Object.entries(privileges).map(([name, propagates]) => [name, flag.parse(propagates)])),
    ]),
  );
}
