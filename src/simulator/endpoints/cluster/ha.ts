import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { choice, DIGEST, flag, integer, optional, text } from "../../api/schema.ts";
import { digestOf } from "../../cluster/digest.ts";
import type { HaResource } from "../../cluster/state.ts";
import { splitList } from "../../api/formats.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { migrateGuest } from "../../guest/migrate.ts";
import { requireDigest } from "./section.ts";

const AUDIT = needs("/", "Sys.Audit");
const CONSOLE = needs("/", "Sys.Console");
const SID = text({ format: "pve-ha-resource-or-vm-id" });
const STATES = choice("started stopped enabled disabled ignored");
const SETTINGS = {
  state: STATES,
  max_restart: optional(integer({ minimum: 0, default: 1 })),
  max_relocate: optional(integer({ minimum: 0, default: 1 })),
  failback: optional(flag({ default: 1, since: "9" })),
  "auto-rebalance": optional(flag({ default: 1, since: "9" })),
  comment: optional(text()),
  group: optional(text({ format: "pve-configid" })),
} as const;

/** Guests under high availability. */
export const haResourceEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/ha/resources",
    description: "List HA resources.",
    permission: AUDIT,
    parameters: { type: choice("ct vm") },
    handler: ({ cluster, params }) =>
      Object.values(cluster.state.haResources)
        .filter((resource) => params.type === undefined || resource.type === params.type)
        .map((resource) => ({ ...resource, digest: digestOf(cluster.state.haResources) })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/ha/resources/{sid}",
    description: "Read resource configuration.",
    permission: AUDIT,
    parameters: { sid: SID },
    handler: (call) => ({
      ...requireResource(call, call.params.sid),
      digest: digestOf(call.cluster.state.haResources),
    }),
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/ha/resources",
    description: "Create a new HA resource.",
    permission: CONSOLE,
    protected: true,
    parameters: { sid: SID, type: choice("ct vm"), ...SETTINGS },
    handler: async (call) => {
      const { cluster, params } = call;
      const sid = fullSid(call, params.sid);
      requireNoGroup(call);
      await requireClusterLock(call.faults, cluster.clock, "domain-ha");
      if (cluster.state.haResources[sid] !== undefined) throw failure(`resource ID '${sid}' already defined`);
      const guest = cluster.guest(Number(sid.split(":")[1]));
      if (guest === undefined) throw failure(`unable to add resource '${sid}' - guest does not exist`);
      cluster.state.haResources[sid] = {
        sid,
        type: guest.type === "qemu" ? "vm" : "ct",
        ...{ state: "started", max_restart: 1, max_relocate: 1, failback: 1 },
        ...settingsOf(params),
      };
      return null;
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/ha/resources/{sid}",
    description: "Update resource configuration.",
    permission: CONSOLE,
    protected: true,
    parameters: {
      sid: SID,
      ...SETTINGS,
      digest: DIGEST,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: async (call) => {
      requireNoGroup(call);
      await requireClusterLock(call.faults, call.cluster.clock, "domain-ha");
      requireDigest(call.cluster.state.haResources, call.params.digest);
      const resource = requireResource(call, call.params.sid);
      Object.assign(resource, settingsOf(call.params));
      const removed = splitList(call.params.delete ?? "");
      if (removed.includes("comment")) delete resource.comment;
      if (removed.includes("group")) delete resource.group;
      return null;
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/cluster/ha/resources/{sid}",
    description: "Delete resource configuration.",
    permission: CONSOLE,
    protected: true,
    parameters: { sid: SID, purge: optional(flag({ default: 1, since: "9" })) },
    handler: async (call) => {
      const sid = fullSid(call, call.params.sid);
      await requireClusterLock(call.faults, call.cluster.clock, "domain-ha");
      if (call.cluster.state.haResources[sid] === undefined) {
        throw failure(`cannot delete service '${sid}', not HA managed!`);
      }
      delete call.cluster.state.haResources[sid];
      if (call.params.purge !== false) leaveRules(call, sid);
      return null;
    },
  }),
  relocation("migrate", "Request resource migration (online) to another node."),
  relocation("relocate", "Request resource relocation to another node; stops the service on the old node."),
];

function relocation(verb: string, description: string): AnyEndpoint {
  return defineEndpoint({
    method: "POST",
    path: `/cluster/ha/resources/{sid}/${verb}`,
    description,
    permission: CONSOLE,
    protected: true,
    parameters: { sid: SID, node: text({ format: "pve-node" }) },
    handler: (call) => {
      const { cluster, params } = call;
      const resource = requireResource(call, params.sid);
      if (cluster.node(params.node) === undefined) throw failure(`no such cluster node '${params.node}'`);
      queueRelocation(call, resource, params.node);
      return cluster.isNine
        ? {
          sid: resource.sid,
          "requested-node": params.node,
          "comigrated-resources": [],
          "blocking-resources": [],
        }
        : null;
    },
  });
}

/** The manager moves the guest a moment later, as root and by the task an ordinary migration has. */
function queueRelocation(call: CallContext, resource: HaResource, target: string): void {
  const guest = call.cluster.guest(Number(resource.sid.split(":")[1]));
  if (guest === undefined || guest.node === target) return;
  const { vmid, type, node } = guest;
  call.tasks.start({
    ...{ node, id: vmid, identity: { userid: "root@pam" } },
    type: type === "qemu" ? "qmigrate" : "vzmigrate",
    work: (worker) => {
      const migration = { vmid, type, target, online: true, restart: true, withLocalDisks: true };
      return migrateGuest({ ...call, node }, migration, worker);
    },
  });
}

/** Takes a resource out of all rules; a rule that has none left goes with it. */
function leaveRules({ cluster }: CallContext, sid: string): void {
  const { haRules } = cluster.state;
  for (const [name, rule] of Object.entries(haRules)) {
    const left = splitList(String(rule["resources"])).filter((one) => one !== sid);
    if (left.length === 0) delete haRules[name];
    else rule["resources"] = left.join(",");
  }
}

/** `vm:100` for `100`, by what the guest is. */
function fullSid({ cluster }: CallContext, sid: string): string {
  if (sid.includes(":")) return sid;
  return `${cluster.guest(Number(sid))?.type === "lxc" ? "ct" : "vm"}:${sid}`;
}

function requireResource(call: CallContext, given: string): HaResource {
  const sid = fullSid(call, given);
  const resource = call.cluster.state.haResources[sid];
  if (resource === undefined) throw failure(`no such resource '${sid}'`);
  return resource;
}

function requireNoGroup({ cluster, given }: CallContext): void {
  if (cluster.isNine && given["group"] !== undefined) {
    throw failure("invalid parameter 'group': ha groups have been migrated to rules");
  }
}

function settingsOf(params: Readonly<Record<string, unknown>>): Partial<HaResource> {
  const known = ["state", "max_restart", "max_relocate", "failback", "comment", "group"];
  return Object.fromEntries(
    Object.entries(params).filter(([key, value]) => known.includes(key) && value !== undefined)
      .map((
        [key, value],
      ) => [
        key,
        key === "state" && value === "enabled" ? "started" : value === true ? 1 : value === false ? 0 : value,
      ]),
  );
}
