import { normalizePath, Permissions } from "../../access/permissions.ts";
import { ANYONE, type Call, defineEndpoint } from "../../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../../api/failure.ts";
import { optional, text } from "../../api/schema.ts";

const PARAMETERS = {
  path: optional(text({ description: "Only dump this specific path, not the whole tree." })),
  userid: optional(text({ description: "User ID or full API token ID", maxLength: 100 })),
} as const;

/** Shown without `path` even when no grant stands on them. */
const TOP_LEVEL = ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

/** What an identity may do, path by path. */
export const permissionsEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/permissions",
    description: "Retrieve effective permissions of given user/token.",
    permission: ANYONE,
    parameters: PARAMETERS,
    handler: effectivePermissions,
  }),
];

function effectivePermissions(call: Call<typeof PARAMETERS>): Record<string, Record<string, 0 | 1>> {
  const { params } = call;
  const permissions = permissionsOf(call);
  const { path } = params;
  if (path !== undefined) {
    const normal = normalizePath(path);
    if (normal === undefined) throw invalid({ path: `'${path}' is not a valid ACL path` });
    return { [normal]: shown(permissions, normal) };
  }
  const paths = new Set([...TOP_LEVEL, ...permissions.aclPaths()]);
  return Object.fromEntries(
    [...paths].map((one) => [one, shown(permissions, one)] as const).filter(([, privs]) =>
      Object.keys(privs).length > 0
    ),
  );
}

function permissionsOf(call: Call<typeof PARAMETERS>): Permissions {
  const { cluster, identity, params } = call;
  const [userid = "", token] = (params.userid ?? "").split("!");
  if (params.userid === undefined || (userid === identity.userid && token === identity.token)) {
    return call.permissions;
  }
  if (!call.permissions.has("/access", ["Sys.Audit"])) throw missingPrivilege("/access", ["Sys.Audit"]);
  if (cluster.state.users[userid] === undefined) throw failure(`no such user ('${userid}')`);
  return new Permissions(cluster, token === undefined ? { userid } : { userid, token });
}

function shown(permissions: Permissions, path: string): Record<string, 0 | 1> {
  return Object.fromEntries([...permissions.on(path)].map(([priv, propagate]) => [priv, propagate ? 1 : 0]));
}
