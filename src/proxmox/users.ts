import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Parameters } from "../wire/wire.ts";
import type { Connection } from "./connection.ts";
import { flag, numeric, text } from "./values.ts";

const tokenRow = z.object({
  tokenid: z.string(),
  comment: text,
  expire: numeric,
  privsep: z.unknown().transform((value) => value === undefined || flag.parse(value)),
});

/** An API token without its secret; with `privsep` it has its own grants, and never more than its user's rights. */
export type ApiToken = z.infer<typeof tokenRow>;

/** A list as a text with commas, or as a list. */
const names = z.union([
  z.array(z.string()),
  z.string().transform((list) => list.split(",").filter((name) => name !== "")),
]).optional().catch(undefined).transform((list) => [...list ?? []].sort());

const userRow = z.object({
  userid: z.string(),
  enable: z.unknown().transform((value) => value === undefined || flag.parse(value)),
  expire: numeric,
  comment: text,
  email: text,
  firstname: text,
  lastname: text,
  groups: names,
  tokens: z.array(tokenRow).optional().catch(undefined).transform((tokens) => tokens ?? []),
});

/** A user; `expire` in seconds since 1970, 0 for never. */
export type User = z.infer<typeof userRow>;

/** Lists the users that the login may see, with groups and tokens. Source: `GET /access/users?full=1`. */
export async function users(connection: Connection): Promise<readonly User[]> {
  const rows = await connection.get("/access/users", z.array(userRow), { full: true });
  return rows.sort((left, right) => left.userid.localeCompare(right.userid));
}

/** Makes a user, without a password. Source: `POST /access/users`. */
export async function createUser(connection: Connection, userid: string, profile: Parameters): Promise<void> {
  await connection.post("/access/users", z.unknown(), { userid, ...profile });
}

/** Changes a user; what is left out stays, `groups` is the whole list. Source: `PUT /access/users/{userid}`. */
export async function changeUser(connection: Connection, userid: string, profile: Parameters): Promise<void> {
  await connection.put(path`/access/users/${userid}`, z.unknown(), profile);
}

/** Deletes a user with all tokens and grants. Source: `DELETE /access/users/{userid}`. */
export async function deleteUser(connection: Connection, userid: string): Promise<void> {
  await connection.delete(path`/access/users/${userid}`, z.unknown());
}

const groupRow = z.object({ groupid: z.string(), comment: text, users: names });

/** A group of users. */
export type UserGroup = z.infer<typeof groupRow>;

/** Lists the groups that the login may see. Source: `GET /access/groups`. */
export async function userGroups(connection: Connection): Promise<readonly UserGroup[]> {
  const rows = await connection.get("/access/groups", z.array(groupRow));
  return rows.sort((left, right) => left.groupid.localeCompare(right.groupid));
}

/** Makes a group, or changes its comment. Sources: `POST /access/groups`, `PUT /access/groups/{groupid}`. */
export async function putUserGroup(
  connection: Connection,
  group: { readonly groupid: string; readonly comment?: string | undefined; readonly exists: boolean },
): Promise<void> {
  const { groupid, comment, exists } = group;
  if (exists) await connection.put(path`/access/groups/${groupid}`, z.unknown(), { comment });
  else await connection.post("/access/groups", z.unknown(), { groupid, comment });
}

/** Deletes a group and its grants; its users stay. Source: `DELETE /access/groups/{groupid}`. */
export async function deleteUserGroup(connection: Connection, groupid: string): Promise<void> {
  await connection.delete(path`/access/groups/${groupid}`, z.unknown());
}

const realmRow = z.object({ realm: z.string(), type: text, comment: text, tfa: text });

/** Lists the realms that users log in by. Source: `GET /access/domains`. */
export async function realms(connection: Connection): Promise<readonly z.infer<typeof realmRow>[]> {
  return await connection.get("/access/domains", z.array(realmRow));
}
