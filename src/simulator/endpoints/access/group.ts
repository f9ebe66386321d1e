import { ANYONE, type Call, defineEndpoint, needs, needsAny } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { optional, text } from "../../api/schema.ts";
import type { Group } from "../../cluster/identity.ts";
import { requireClusterLock } from "../../faults/quorum.ts";

const GROUPID = text({ format: "pve-groupid" });
const COMMENT = optional(text());
const PATH = { groupid: GROUPID } as const;
const WITH_COMMENT = { groupid: GROUPID, comment: COMMENT } as const;
const ALLOCATE = needs("/access/groups", "Group.Allocate");

/** Groups of users. */
export const groupEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/access/groups",
    description: "Group index.",
    permission: ANYONE,
    parameters: {},
    handler: ({ cluster, permissions }) =>
      Object.entries(cluster.state.groups)
        .filter(([groupid]) =>
          permissions.has(`/access/groups/${groupid}`, ["User.Modify", "Sys.Audit", "Group.Allocate"], true)
        )
        .map(([groupid, group]) => ({
          groupid,
          ...group,
          users: membersOf(cluster.state.users, groupid).join(","),
        })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/access/groups/{groupid}",
    description: "Get group configuration.",
    permission: needsAny("/access/groups", "Sys.Audit", "Group.Allocate"),
    parameters: PATH,
    handler: (call) => {
      const group = requireGroup(call);
      return { ...group, members: membersOf(call.cluster.state.users, call.params.groupid) };
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/access/groups",
    description: "Create new group.",
    permission: ALLOCATE,
    protected: true,
    parameters: WITH_COMMENT,
    handler: async ({ cluster, faults, params: { groupid, comment } }) => {
      await requireClusterLock(faults, cluster.clock, "file-user_cfg", "create group failed: ");
      if (cluster.state.groups[groupid] !== undefined) {
        throw failure(`create group failed: group '${groupid}' already exists`);
      }
      cluster.state.groups[groupid] = comment === undefined ? {} : { comment };
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/access/groups/{groupid}",
    description: "Update group data.",
    permission: ALLOCATE,
    protected: true,
    parameters: WITH_COMMENT,
    handler: async (call) => {
      await requireClusterLock(call.faults, call.cluster.clock, "file-user_cfg", "update group failed: ");
      const group = requireGroup(call, "update group failed: ");
      if (call.params.comment !== undefined) group.comment = call.params.comment;
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/access/groups/{groupid}",
    description: "Delete group.",
    permission: ALLOCATE,
    protected: true,
    parameters: PATH,
    handler: async (call) => {
      const { cluster, params: { groupid } } = call;
      await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "delete group failed: ");
      requireGroup(call, "delete group failed: ");
      delete cluster.state.groups[groupid];
      for (const user of Object.values(cluster.state.users)) {
        user.groups = user.groups.filter((group) => group !== groupid);
      }
      cluster.state.acl = cluster.state.acl.filter((entry) =>
        entry.type !== "group" || entry.ugid !== groupid
      );
    },
  }),
];

function requireGroup(
  { cluster, params }: Pick<Call<typeof PATH>, "cluster" | "params">,
  prefix = "",
): Group {
  const group = cluster.state.groups[params.groupid];
  if (group === undefined) throw failure(`${prefix}group '${params.groupid}' does not exist`);
  return group;
}

function membersOf(users: Record<string, { userid: string; groups: string[] }>, groupid: string): string[] {
  return Object.values(users).filter((user) => user.groups.includes(groupid)).map((user) => user.userid);
}
