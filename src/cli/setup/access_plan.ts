import { grants } from "../../proxmox/acl.ts";
import type { Connection } from "../../proxmox/connection.ts";
import { roles } from "../../proxmox/roles.ts";
import { users } from "../../proxmox/users.ts";
import { quote } from "../../ssh/quote.ts";
import { type AccessLevel, accessLevels, privilegesKnown, privilegesOf } from "./access_levels.ts";

/** One thing that is made on the cluster, with the line that a person would type on a node for it. */
export type AccessStep =
  & { readonly line: string }
  & (
    | {
      readonly kind: "role";
      readonly roleid: string;
      readonly privileges: readonly string[];
      readonly isNew: boolean;
    }
    | { readonly kind: "user"; readonly userid: string }
    | { readonly kind: "token"; readonly userid: string; readonly tokenid: string }
    | {
      readonly kind: "grant";
      readonly type: "user" | "token";
      readonly ugid: string;
      readonly roleid: string;
    }
  );

/** What is wanted: a level for a user, with a token of that name or the next that is free. */
export interface AccessWish {
  readonly level: AccessLevel;
  readonly commands: boolean;
  /** `user@realm`; made where it is not there. */
  readonly userid: string;
  readonly tokenid: string;
}

/** What is there already, as the login may see it. */
export interface AccessState {
  /** Privileges of this release of Proxmox VE. */
  readonly known: ReadonlySet<string>;
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** Users with the names of their tokens. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  /** Grants on `/` as `user@realm role`, `user@realm!token role`. */
  readonly granted: ReadonlySet<string>;
}

/** Remarks by which a person finds out later what made these. */
export const madeBySetup = "made by proxmox-mcp setup";

/** Reads roles, users and grants. Administrator has every privilege there is, on each release. */
export async function readAccess(connection: Connection): Promise<AccessState> {
  const [allRoles, allUsers, allGrants] = await Promise.all([
    roles(connection),
    users(connection),
    grants(connection),
  ]);
  return {
    known: new Set(allRoles.find(({ roleid }) => roleid === "Administrator")?.privileges),
    roles: new Map(allRoles.map(({ roleid, privileges }) => [roleid, privileges])),
    users: new Map(allUsers.map(({ userid, tokens }) => [userid, tokens.map(({ tokenid }) => tokenid)])),
    granted: new Set(
      allGrants.filter(({ path, propagate }) => path === "/" && propagate)
        .map(({ ugid, roleid }) => `${ugid} ${roleid}`),
    ),
  };
}

/**
 * The steps that are left to do, in their order. A token with privilege separation has its own grants, and never more
 * than its user's, so both get the role.
 */
export function planAccess(wish: AccessWish, state: AccessState): readonly AccessStep[] {
  const { role: roleid } = accessLevels[wish.level];
  const { userid } = wish;
  const tokenid = freeName(wish.tokenid, state.users.get(userid) ?? []);
  const full = `${userid}!${tokenid}`;
  return [
    ...roleStep(roleid, privilegesKnown(privilegesOf(wish.level, wish.commands), state.known), state),
    ...(state.users.has(userid) ? [] : [userStep(userid)]),
    ...(state.granted.has(`${userid} ${roleid}`) ? [] : [grantStep("user", userid, roleid)]),
    {
      kind: "token",
      userid,
      tokenid,
      line: `pveum user token add ${word(userid)} ${word(tokenid)} --privsep 1 --comment ${
        word(madeBySetup)
      }`,
    },
    grantStep("token", full, roleid),
  ];
}

function roleStep(roleid: string, wanted: readonly string[], state: AccessState): readonly AccessStep[] {
  const held = state.roles.get(roleid);
  const privileges = [...new Set([...held ?? [], ...wanted])].sort();
  if (held !== undefined && privileges.length === held.length) return [];
  const verb = held === undefined ? "add" : "modify";
  const line = `pveum role ${verb} ${word(roleid)} --privs ${word(privileges.join(" "))}`;
  return [{ kind: "role", roleid, privileges, isNew: held === undefined, line }];
}

function userStep(userid: string): AccessStep {
  return { kind: "user", userid, line: `pveum user add ${word(userid)} --comment ${word(madeBySetup)}` };
}

function grantStep(type: "user" | "token", ugid: string, roleid: string): AccessStep {
  return {
    ...{ kind: "grant", type, ugid, roleid },
    line: `pveum acl modify / --${type}s ${word(ugid)} --roles ${word(roleid)}`,
  };
}

/** The name, or the first of `name2`, `name3` ... that no token of the user has. */
function freeName(name: string, taken: readonly string[]): string {
  for (let number = 2, candidate = name;; number++) {
    if (!taken.includes(candidate)) return candidate;
    candidate = `${name}${number}`;
  }
}

function word(text: string): string {
  return /^[A-Za-z0-9@._/-]+$/.test(text) ? text : quote(text);
}
