import { privileges } from "../../access/privileges.ts";
import { ANYONE, type Call, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, optional, text } from "../../api/schema.ts";
import type { Cluster } from "../../cluster/cluster.ts";
import type { Role } from "../../cluster/identity.ts";
import { requireClusterLock } from "../../faults/quorum.ts";

const ROLEID = text({ format: "pve-roleid" });
const PRIVS = optional(text({ format: "pve-priv-list" }));
const PATH = { roleid: ROLEID } as const;
const CREATE_PARAMETERS = { roleid: ROLEID, privs: PRIVS } as const;
const UPDATE_PARAMETERS = { ...CREATE_PARAMETERS, append: optional(flag({ requires: "privs" })) } as const;
const MODIFY = needs("/access", "Sys.Modify");

/** Roles: named sets of privileges. */
export const roleEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/roles",
    description: "Role index.",
    permission: ANYONE,
    parameters: {},
    handler: ({ cluster }) =>
      Object.entries(cluster.state.roles).map(([roleid, role]) => ({
        roleid,
        privs: role.privs.toSorted().join(","),
        ...(role.special ? { special: 1 } : { special: 0 }),
      })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/access/roles/{roleid}",
    description: "Get role configuration.",
    permission: ANYONE,
    parameters: PATH,
    handler: (call) => Object.fromEntries(requireRole(call).privs.map((priv) => [priv, 1])),
  }),
  defineEndpoint({
    method: "POST",
    path: "/access/roles",
    description: "Create new role.",
    permission: MODIFY,
    protected: true,
    parameters: CREATE_PARAMETERS,
    handler: async ({ cluster, faults, params: { roleid, privs } }) => {
      const list = readPrivileges(cluster, privs);
      await requireClusterLock(faults, cluster.clock, "file-user_cfg", "create role failed: ");
      if (cluster.state.roles[roleid] !== undefined) {
        throw failure(`create role failed: role '${roleid}' already exists`);
      }
      cluster.state.roles[roleid] = { privs: list, special: false };
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/roles/{roleid}",
    description: "Update an existing role.",
    permission: MODIFY,
    protected: true,
    parameters: UPDATE_PARAMETERS,
    handler: async (call) => {
      const { cluster, params } = call;
      const list = readPrivileges(cluster, params.privs);
      await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "update role failed: ");
      const role = requireOwnRole(call, "update role failed: ");
      role.privs = [...new Set([...(params.append === true ? role.privs : []), ...list])];
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/access/roles/{roleid}",
    description: "Delete role.",
    permission: MODIFY,
    protected: true,
    parameters: PATH,
    handler: async (call) => {
      const { cluster, params: { roleid } } = call;
      await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "delete role failed: ");
      requireOwnRole(call, "delete role failed: ");
      delete cluster.state.roles[roleid];
      cluster.state.acl = cluster.state.acl.filter((entry) => entry.roleid !== roleid);
    },
  }),
];

type RoleCall = Pick<Call<typeof PATH>, "cluster" | "params">;

function requireRole({ cluster, params }: RoleCall, prefix = ""): Role {
  const role = cluster.state.roles[params.roleid];
  if (role === undefined) throw failure(`${prefix}role '${params.roleid}' does not exist`);
  return role;
}

function requireOwnRole(call: RoleCall, prefix: string): Role {
  const role = requireRole(call, prefix);
  if (role.special) throw failure(`${prefix}auto-generated role '${call.params.roleid}' cannot be modified`);
  return role;
}

function readPrivileges(cluster: Cluster, privs: string | undefined): string[] {
  const list = splitList(privs ?? "");
  const known = new Set(privileges(cluster.release));
  const unknown = list.find((priv) => !known.has(priv));
  if (unknown !== undefined) throw invalid({ privs: `invalid format - invalid privilege '${unknown}'\n` });
  return list;
}
