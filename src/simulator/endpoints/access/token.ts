import { type Call, defineEndpoint, type Permission } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { flag, integer, optional, text } from "../../api/schema.ts";
import type { ApiToken } from "../../cluster/identity.ts";
import { requireUser } from "../../access/require_user.ts";
import { requireClusterLock } from "../../faults/quorum.ts";

const PATH = {
  userid: text({ format: "pve-userid", maxLength: 64 }),
  tokenid: text({ pattern: "[A-Za-z][A-Za-z0-9.\\-_]+", description: "User-specific token identifier." }),
} as const;

const OPTIONS = {
  comment: optional(text()),
  expire: optional(
    integer({ minimum: 0, description: "Expiration date in seconds since epoch; 0 is never." }),
  ),
  privsep: optional(flag({ default: 1, description: "Restrict privileges with separate ACLs." })),
} as const;

const CREATE_PARAMETERS = { ...PATH, ...OPTIONS } as const;
const UPDATE_PARAMETERS = {
  ...PATH,
  ...OPTIONS,
  regenerate: optional(flag({ default: 0, since: "9" })),
  delete: optional(text({ format: "pve-configid-list", since: "9" })),
} as const;

const OWNER: Permission = { check: ["or", ["userid-param", "self"], ["userid-group", ["User.Modify"]]] };

/** API tokens of a user. */
export const tokenEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/users/{userid}/token",
    description: "Get user API tokens.",
    permission: OWNER,
    parameters: { userid: PATH.userid },
    handler: ({ cluster, params }) =>
      Object.entries(requireUser(cluster, params.userid).tokens).map(([tokenid, token]) => ({
        tokenid,
        ...tokenInfo(token),
      })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/access/users/{userid}/token/{tokenid}",
    description: "Get specific API token information.",
    permission: OWNER,
    parameters: PATH,
    handler: (call) => tokenInfo(requireToken(call)),
  }),
  defineEndpoint({
    method: "POST",
    path: "/access/users/{userid}/token/{tokenid}",
    description: "Generate a new API token for a specific user. NOTE: returns API token value.",
    permission: OWNER,
    protected: true,
    parameters: CREATE_PARAMETERS,
    handler: createToken,
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/users/{userid}/token/{tokenid}",
    description: "Update API token for a specific user.",
    permission: OWNER,
    protected: true,
    parameters: UPDATE_PARAMETERS,
    handler: updateToken,
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/access/users/{userid}/token/{tokenid}",
    description: "Remove API token for a specific user.",
    permission: OWNER,
    protected: true,
    parameters: PATH,
    handler: async (call) => {
      const { cluster, params } = call;
      await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "deleting token failed: ");
      requireToken(call);
      delete requireUser(cluster, params.userid).tokens[params.tokenid];
      const ugid = `${params.userid}!${params.tokenid}`;
      cluster.state.acl = cluster.state.acl.filter((entry) => entry.ugid !== ugid);
    },
  }),
];

function requireToken({ cluster, params }: Pick<Call<typeof PATH>, "cluster" | "params">): ApiToken {
  const token = requireUser(cluster, params.userid).tokens[params.tokenid];
  if (token === undefined) throw failure(`no such token '${params.tokenid}' for user '${params.userid}'`);
  return token;
}

function tokenInfo(token: ApiToken): Record<string, unknown> {
  return {
    expire: token.expire,
    privsep: token.privsep ? 1 : 0,
    ...(token.comment === undefined ? {} : { comment: token.comment }),
  };
}

/** The secret is shown here and never again; the numbers in `info` are the texts that were sent. */
async function createToken(call: Call<typeof CREATE_PARAMETERS>): Promise<Record<string, unknown>> {
  const { cluster, faults, params, given } = call;
  const user = requireUser(cluster, params.userid);
  if (user.tokens[params.tokenid] !== undefined) throw invalid({ tokenid: "Token already exists." });
  await requireClusterLock(faults, cluster.clock, "file-user_cfg", "generating token failed: ");
  const { comment, expire, privsep } = params;
  const token: ApiToken = {
    secret: crypto.randomUUID(),
    privsep: privsep ?? true,
    expire: expire ?? user.expire,
    ...(comment === undefined ? {} : { comment }),
  };
  user.tokens[params.tokenid] = token;
  const echoed = Object.entries({
    comment: given["comment"],
    expire: given["expire"],
    privsep: given["privsep"],
  })
    .filter(([, value]) => value !== undefined);
  const info = Object.fromEntries(echoed);
  return {
    "full-tokenid": `${params.userid}!${params.tokenid}`,
    value: token.secret,
    info: privsep === undefined ? { ...info, privsep: 1 } : info,
  };
}

async function updateToken(call: Call<typeof UPDATE_PARAMETERS>): Promise<Record<string, unknown>> {
  const { cluster, faults, params } = call;
  const { comment, expire, privsep } = params;
  await requireClusterLock(faults, cluster.clock, "file-user_cfg", "updating token info failed: ");
  const old = requireToken(call);
  const token: ApiToken = {
    ...old,
    ...(comment === undefined ? {} : { comment }),
    ...(expire === undefined ? {} : { expire }),
    ...(privsep === undefined ? {} : { privsep }),
    ...(params.regenerate === true ? { secret: crypto.randomUUID() } : {}),
  };
  if (params.delete?.split(/[,; ]/).includes("comment") === true) delete token.comment;
  requireUser(cluster, params.userid).tokens[params.tokenid] = token;
  const regenerated = { "full-tokenid": `${params.userid}!${params.tokenid}`, value: token.secret };
  return { ...tokenInfo(token), ...(params.regenerate === true ? regenerated : {}) };
}
