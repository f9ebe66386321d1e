import { normalizePath } from "../../access/permissions.ts";
import { ANYONE, type Call, defineEndpoint } from "../../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, optional, text } from "../../api/schema.ts";
import type { AclEntry } from "../../cluster/identity.ts";
import { requireClusterLock } from "../../faults/quorum.ts";

const PARAMETERS = {
  path: text({ description: "Access control path" }),
  roles: text({ format: "pve-roleid-list" }),
  users: optional(text({ format: "pve-userid-list" })),
  groups: optional(text({ format: "pve-groupid-list" })),
  tokens: optional(text({ format: "pve-tokenid-list" })),
  propagate: optional(flag({ default: 1 })),
  delete: optional(flag()),
} as const;

const SHAPES = [
  /^\/$/,
  /^\/access(\/(groups|realm)(\/[^/]+)?)?$/,
  /^\/nodes(\/[^/]+)?$/,
  /^\/vms(\/\d{3,})?$/,
  /^\/pool(\/[^/]+){0,3}$/,
  /^\/storage(\/[^/]+)?$/,
  /^\/sdn(\/.+)?$/,
  /^\/mapping(\/[^/]+){0,2}$/,
];

/** Below these paths the object's own privilege is enough to grant roles on it. */
const OWN_PRIVILEGE: readonly (readonly [RegExp, string])[] = [
  [/^\/vms\/./, "VM.Allocate"],
  [/^\/storage\/./, "Datastore.Allocate"],
  [/^\/pool\/./, "Pool.Allocate"],
];

/** Grants of roles on paths. */
export const aclEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/acl",
    description: "Get Access Control List (ACLs).",
    permission: ANYONE,
    parameters: {},
    handler: ({ cluster, permissions }) => {
      const seesAll = permissions.has("/access", ["Sys.Audit", "Permissions.Modify"], true);
      return cluster.state.acl
        .filter((entry) => seesAll || permissions.has(entry.path, ["Permissions.Modify"]))
        .map((entry) => ({ ...entry, propagate: entry.propagate ? 1 : 0 }));
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/acl",
    description: "Update Access Control List (add or remove permissions).",
    permission: ANYONE,
    protected: true,
    parameters: PARAMETERS,
    handler: updateAcl,
  }),
];

async function updateAcl(call: Call<typeof PARAMETERS>): Promise<void> {
  const { cluster, permissions, params } = call;
  const path = normalizePath(params.path);
  if (path === undefined || !SHAPES.some((shape) => shape.test(path))) {
    throw invalid({ path: "invalid ACL path '" + params.path + "'" });
  }
  const privs = [
    "Permissions.Modify",
    ...OWN_PRIVILEGE.filter(([shape]) => shape.test(path)).map(([, priv]) => priv),
  ];
  if (!permissions.has(path, privs, true)) throw missingPrivilege(path, privs, true);
  const wanted = grants(params, path);
  if (wanted.length === 0) throw invalid({ path: "either 'users', 'groups' or 'tokens' is required." });
  await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "ACL update failed: ");
  for (const entry of wanted) requireParties(call, entry);
  const isSame = (a: AclEntry, b: AclEntry) =>
    a.path === b.path && a.ugid === b.ugid && a.roleid === b.roleid;
  const kept = cluster.state.acl.filter((entry) => !wanted.some((one) => isSame(one, entry)));
  cluster.state.acl = params.delete === true ? kept : [...kept, ...wanted];
}

function grants(params: Call<typeof PARAMETERS>["params"], path: string): AclEntry[] {
  const parties: [AclEntry["type"], string | undefined][] = [
    ["user", params.users],
    ["group", params.groups],
    ["token", params.tokens],
  ];
  const propagate = params.propagate ?? true;
  return parties.flatMap(([type, ids]) =>
    splitList(ids ?? "").flatMap((ugid) =>
      splitList(params.roles).map((roleid): AclEntry => ({ path, type, ugid, roleid, propagate }))
    )
  );
}

function requireParties({ cluster }: Pick<Call, "cluster">, { type, ugid, roleid }: AclEntry): void {
  const { roles, users, groups } = cluster.state;
  if (roles[roleid] === undefined) throw failure(`ACL update failed: role '${roleid}' does not exist`);
  const [user = "", token = ""] = ugid.split("!");
  if (type === "group" && groups[ugid] === undefined) {
    throw failure(`ACL update failed: group '${ugid}' does not exist`);
  }
  if (type !== "group" && users[user] === undefined) {
    throw failure(`ACL update failed: user '${user}' does not exist`);
  }
  if (type === "token" && users[user]?.tokens[token] === undefined) {
    throw failure(`ACL update failed: token '${token}' does not exist for user '${user}'`);
  }
}
