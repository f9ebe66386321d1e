import { builtInRoles } from "../access/privileges.ts";
import type { AclEntry, ApiToken, User } from "../cluster/identity.ts";
import type { Release } from "../cluster/release.ts";
import type { ClusterState } from "../cluster/state.ts";

const DAY = 24 * 60 * 60;

/** Gives a state the roles of its release and the accounts of `ACCOUNTS`. */
export function addAccounts(state: ClusterState, release: Release, now: number): void {
  state.roles = {
    ...builtInRoles(release),
    PowerUser: { privs: ["VM.Audit", "VM.PowerMgmt"], special: false },
  };
  state.groups = { admins: { comment: "May do everything" }, helpdesk: { comment: "Restarts what hangs" } };
  state.users = Object.fromEntries([
    user("root@pam", { password: "simulator", tokens: { full: token(1, false) } }),
    user("auditor@pve", { comment: "Monitoring", tokens: { read: token(2, false) } }),
    user("operator@pve", { groups: ["helpdesk"], tokens: { power: token(3, false) } }),
    user("mcp@pve", {
      comment: "The assistant's account",
      tokens: { bare: token(4, true), old: { ...token(5, false), expire: now - DAY } },
    }),
    user("alice@pve", {
      firstname: "Alice",
      lastname: "Meadow",
      email: "alice@meadow.example",
      groups: ["admins"],
      password: "simulator-tfa",
      totp: "123456",
    }),
    user("bob@pve", { enable: false, comment: "Left in spring" }),
  ].map((one) => [one.userid, one]));
  state.acl = [
    grant("/", "user", "auditor@pve", "PVEAuditor"),
    grant("/", "user", "mcp@pve", "PVEAdmin"),
    grant("/", "group", "admins", "Administrator"),
    grant("/vms", "group", "helpdesk", "PowerUser"),
  ];
}

function user(userid: string, rest: Partial<User>): User {
  return { userid, enable: true, expire: 0, groups: [], tokens: {}, ...rest };
}

/** Fixed secrets, so that a client configuration written once goes on working. */
function token(number: number, privsep: boolean): ApiToken {
  return { secret: `5e1f0a11-0000-4000-8000-${String(number).padStart(12, "0")}`, privsep, expire: 0 };
}

function grant(path: string, type: AclEntry["type"], ugid: string, roleid: string): AclEntry {
  return { path, type, ugid, roleid, propagate: true };
}
