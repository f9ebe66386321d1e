import { formatTime } from "../../text/duration.ts";
import type { Options } from "../../text/changes.ts";
import type { Connection } from "../../proxmox/connection.ts";
import { type Grant, grants } from "../../proxmox/acl.ts";
import { type Role, roles } from "../../proxmox/roles.ts";
import { tokenName } from "../../proxmox/tokens.ts";
import { type ApiToken, type User, type UserGroup, userGroups, users } from "../../proxmox/users.ts";

/** When a user or token ends, in words. */
export function expiryText(seconds: number | undefined): string {
  return seconds === undefined || seconds === 0 ? "never" : `${formatTime(seconds)} UTC`;
}

/** A user as options, for what changed; tokens by name alone. */
export function userOptions(user: User): Options {
  const { enable, expire, groups, email, comment, firstname, lastname, tokens } = user;
  return {
    ...{ enable, groups, email, comment, firstname, lastname },
    expires: expiryText(expire),
    tokens: tokens.map(({ tokenid }) => tokenid),
  };
}

/** A token as options. */
export function tokenOptions({ privsep, expire, comment }: ApiToken): Options {
  return { privsep, expires: expiryText(expire), comment };
}

/** A group as options. */
export function groupOptions({ comment, users }: UserGroup): Options {
  return { comment, users };
}

/** A role as options. */
export function roleOptions({ privileges }: Role): Options {
  return { privileges };
}

/** Finds a user; undefined when there is none. */
export async function findUser(connection: Connection, userid: string): Promise<User | undefined> {
  return (await users(connection)).find((user) => user.userid === userid);
}

/** Finds a token by `user@realm!name`; undefined when there is none. */
export async function findToken(connection: Connection, full: string): Promise<ApiToken | undefined> {
  const { userid, tokenid } = tokenName(full);
  return (await findUser(connection, userid))?.tokens.find((token) => token.tokenid === tokenid);
}

/** Finds a group; undefined when there is none. */
export async function findGroup(connection: Connection, groupid: string): Promise<UserGroup | undefined> {
  return (await userGroups(connection)).find((group) => group.groupid === groupid);
}

/** Finds a role; undefined when there is none. */
export async function findRole(connection: Connection, roleid: string): Promise<Role | undefined> {
  return (await roles(connection)).find((role) => role.roleid === roleid);
}

/** The grants that go with something, each as `PVEAuditor on /vms for ann@pve`. */
export async function grantsOf(
  connection: Connection,
  isOne: (grant: Grant) => boolean,
): Promise<readonly string[]> {
  return (await grants(connection)).filter(isOne).map(grantText);
}

/** A grant in words. */
export function grantText({ roleid, path, type, ugid, propagate }: Grant): string {
  return `${roleid} on ${path} for ${type} ${ugid}${propagate ? "" : ", not below it"}`;
}
