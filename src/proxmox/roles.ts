import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { flag, text } from "./values.ts";

const roleRow = z.object({ roleid: z.string(), privs: text, special: flag });

/** A role: a named set of privileges; a `special` one is built in and cannot be changed. */
export interface Role {
  readonly roleid: string;
  readonly privileges: readonly string[];
  readonly special: boolean;
}

/** Lists the roles by name. Source: `GET /access/roles`. */
export async function roles(connection: Connection): Promise<readonly Role[]> {
  const rows = await connection.get("/access/roles", z.array(roleRow));
  return rows.map(({ roleid, privs, special }) => ({
    roleid,
    privileges: (privs ?? "").split(/[,; ]+/).filter((name) => name !== "").sort(),
    special,
  })).sort((left, right) => left.roleid.localeCompare(right.roleid));
}

/** Makes a role, or replaces the privileges of one. Sources: `POST /access/roles`, `PUT /access/roles/{roleid}`. */
export async function putRole(
  connection: Connection,
  role: { readonly roleid: string; readonly privileges: readonly string[]; readonly exists: boolean },
): Promise<void> {
  const { roleid, privileges, exists } = role;
  const privs = privileges.join(",");
  if (exists) await connection.put(path`/access/roles/${roleid}`, z.unknown(), { privs });
  else await connection.post("/access/roles", z.unknown(), { roleid, privs });
}

/** Deletes a role and all grants of it. Source: `DELETE /access/roles/{roleid}`. */
export async function deleteRole(connection: Connection, roleid: string): Promise<void> {
  await connection.delete(path`/access/roles/${roleid}`, z.unknown());
}
