import { ANYONE, type Call, type CallContext, defineEndpoint, type Permission } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, integer, optional, text } from "../../api/schema.ts";
import type { User } from "../../cluster/identity.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { requireUser } from "../../access/require_user.ts";

const USERID = text({
  format: "pve-userid",
  maxLength: 64,
  description: "Full User ID, in the `name@realm` format.",
});

const PROFILE = {
  comment: optional(text({ maxLength: 2048 })),
  email: optional(text({ format: "email-opt", maxLength: 254 })),
  enable: optional(flag({ default: 1 })),
  expire: optional(integer({ minimum: 0 })),
  firstname: optional(text({ maxLength: 1024 })),
  groups: optional(text({ format: "pve-groupid-list" })),
  keys: optional(text({ pattern: "[0-9a-zA-Z!=]{0,4096}" })),
  lastname: optional(text({ maxLength: 1024 })),
} as const;

const LIST_PARAMETERS = { enabled: optional(flag()), full: optional(flag({ default: 0 })) } as const;
const CREATE_PARAMETERS = {
  userid: USERID,
  password: optional(text({ minLength: 8, maxLength: 64 })),
  ...PROFILE,
} as const;
const UPDATE_PARAMETERS = {
  userid: USERID,
  append: optional(flag({ requires: "groups" })),
  ...PROFILE,
} as const;
const PASSWORD_PARAMETERS = {
  userid: USERID,
  password: text({ minLength: 8, maxLength: 64 }),
  "confirmation-password": optional(text({ minLength: 5, maxLength: 64 })),
} as const;

const MODIFY: Permission = { check: ["userid-group", ["User.Modify"]] };
const MANAGE: Permission = {
  check: ["and", ["userid-param", "Realm.AllocateUser"], ["userid-group", ["User.Modify"]]],
};

/** Users of all realms. */
export const userEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/users",
    description: "User index.",
    permission: ANYONE,
    protected: true,
    parameters: LIST_PARAMETERS,
    handler: listUsers,
  }),
  defineEndpoint({
    method: "POST",
    path: "/access/users",
    description: "Create new user.",
    permission: MANAGE,
    protected: true,
    parameters: CREATE_PARAMETERS,
    handler: createUser,
  }),
  defineEndpoint({
    method: "GET",
    path: "/access/users/{userid}",
    description: "Get user configuration.",
    permission: { check: ["userid-group", ["User.Modify", "Sys.Audit"]] },
    parameters: { userid: USERID },
    handler: ({ cluster, params }) => showUser(requireUser(cluster, params.userid)),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/users/{userid}",
    description: "Update user configuration.",
    permission: MODIFY,
    protected: true,
    parameters: UPDATE_PARAMETERS,
    handler: updateUser,
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/access/users/{userid}",
    description: "Delete user.",
    permission: MANAGE,
    protected: true,
    parameters: { userid: USERID },
    handler: async ({ cluster, faults, params: { userid } }) => {
      await requireClusterLock(faults, cluster.clock, "file-user_cfg", "delete user failed: ");
      if (cluster.state.users[userid] === undefined) {
        throw failure(`delete user failed: no such user ('${userid}')`);
      }
      delete cluster.state.users[userid];
      cluster.state.acl = cluster.state.acl.filter(({ ugid }) =>
        ugid !== userid && !ugid.startsWith(`${userid}!`)
      );
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/users/{userid}/unlock-tfa",
    description: "Unlock a user's TFA authentication.",
    permission: MODIFY,
    protected: true,
    parameters: { userid: USERID },
    handler: ({ cluster, params }) => requireUser(cluster, params.userid) === undefined ? 1 : 0,
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/password",
    description: "Change user password.",
    permission: { check: ["or", ["userid-param", "self"], MANAGE.check] },
    protected: true,
    ticketOnly: true,
    parameters: PASSWORD_PARAMETERS,
    handler: ({ cluster, params }) => {
      requireUser(cluster, params.userid).password = params.password;
    },
  }),
];

function listUsers(call: Call<typeof LIST_PARAMETERS>): Record<string, unknown>[] {
  const { cluster, identity, permissions, params } = call;
  const seesAll = permissions.has("/access/groups", ["User.Modify", "Sys.Audit"], true);
  return Object.values(cluster.state.users)
    .filter((user) => seesAll || user.userid === identity.userid)
    .filter((user) => params.enabled === undefined || user.enable === params.enabled)
    .map((user) => ({
      userid: user.userid,
      ...profile(user),
      "realm-type": cluster.state.realms.find(({ realm }) => realm === user.userid.split("@")[1])?.type ??
        "pve",
      ...(params.full === true ? { groups: user.groups.join(","), tokens: tokenRows(user) } : {}),
    }));
}

function tokenRows(user: User): Record<string, unknown>[] {
  return Object.entries(user.tokens).map(([tokenid, token]) => ({
    tokenid,
    expire: token.expire,
    privsep: token.privsep ? 1 : 0,
    ...(token.comment === undefined ? {} : { comment: token.comment }),
  }));
}

function showUser(user: User): Record<string, unknown> {
  const tokens = Object.fromEntries(tokenRows(user).map(({ tokenid, ...rest }) => [String(tokenid), rest]));
  return {
    ...profile(user),
    groups: user.groups,
    tokens: Object.keys(tokens).length === 0 ? null : tokens,
  };
}

function profile(user: User): Record<string, unknown> {
  const { comment, email, firstname, lastname, keys } = user;
  const texts = Object.entries({ comment, email, firstname, lastname, keys }).filter(([, value]) =>
    value !== undefined
  );
  return { enable: user.enable ? 1 : 0, expire: user.expire, ...Object.fromEntries(texts) };
}

async function createUser(call: Call<typeof CREATE_PARAMETERS>): Promise<void> {
  const { cluster, params } = call;
  const { userid, password } = params;
  await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "create user failed: ");
  if (cluster.state.users[userid] !== undefined) {
    throw failure(`create user failed: user '${userid}' already exists`);
  }
  const user: User = { userid, enable: true, expire: 0, email: "", groups: [], tokens: {} };
  if (password !== undefined) user.password = password;
  applyProfile(call, user, params);
  cluster.state.users[userid] = user;
}

async function updateUser(call: Call<typeof UPDATE_PARAMETERS>): Promise<void> {
  const { cluster, faults, params } = call;
  await requireClusterLock(faults, cluster.clock, "file-user_cfg", "update user failed: ");
  const user = cluster.state.users[params.userid];
  if (user === undefined) throw failure(`update user failed: no such user ('${params.userid}')`);
  const groups = params.append === true ? user.groups : [];
  applyProfile(call, user, params);
  user.groups = [...new Set([...groups, ...user.groups])];
}

type Profile = Omit<Call<typeof CREATE_PARAMETERS>["params"], "userid" | "password">;

function applyProfile({ cluster }: CallContext, user: User, params: Profile): void {
  const { comment, email, firstname, lastname, keys, enable, expire, groups } = params;
  const texts = Object.entries({ comment, email, firstname, lastname, keys }).filter(([, value]) =>
    value !== undefined
  );
  Object.assign(user, Object.fromEntries(texts));
  if (enable !== undefined) user.enable = enable;
  if (expire !== undefined) user.expire = expire;
  if (groups !== undefined) {
    user.groups = splitList(groups).filter((group) => cluster.state.groups[group] !== undefined);
  }
}
