import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { failure, missingPrivilege } from "../../api/failure.ts";
import { choice, DIGEST, flag, integer, NODE, number, optional, text, VMID } from "../../api/schema.ts";
import type { Section } from "../../cluster/section.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { assignSection, withoutUndefined } from "./section.ts";

const ID = text({
  pattern: "[1-9][0-9]{2,8}-\\d{1,9}",
  description: "Replication Job ID: '<GUEST>-<JOBNUM>'.",
});
const SETTINGS = {
  comment: optional(text()),
  disable: optional(flag()),
  rate: optional(number({ minimum: 1 })),
  remove_job: choice("local full"),
  schedule: optional(text({ default: "*/15" })),
  source: optional(text({ format: "pve-node" })),
} as const;

/** Replication of disks to another node: the jobs, and their state on a node. */
export const replicationEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/replication",
    description: "List replication jobs.",
    permission: ANYONE,
    parameters: {},
    handler: ({ cluster, permissions }) =>
      Object.values(cluster.state.replication)
        .filter((job) => permissions.has(`/vms/${job["guest"]}`, ["VM.Audit"])),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/replication/{id}",
    description: "Read replication job configuration.",
    permission: ANYONE,
    parameters: { id: ID },
    handler: (call) => requireJob(call, call.params.id, "VM.Audit"),
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/replication",
    description: "Create a new replication job",
    permission: ANYONE,
    protected: true,
    parameters: {
      id: ID,
      type: text({ enum: ["local"] }),
      target: text({ format: "pve-node" }),
      ...SETTINGS,
    },
    handler: async (call) => {
      const { cluster, params } = call;
      const [guest = "", jobnum = "0"] = params.id.split("-");
      requireRight(call, guest);
      if (cluster.state.replication[params.id] !== undefined) {
        throw failure(`replication job '${params.id}' already exists`);
      }
      if (cluster.node(params.target) === undefined) throw failure(`no such cluster node '${params.target}'`);
      await requireClusterLock(call.faults, cluster.clock, "file-replication_cfg");
      const source = cluster.guest(Number(guest))?.node ?? "";
      const job = { guest: Number(guest), jobnum: Number(jobnum), source, schedule: "*/15" };
      cluster.state.replication[params.id] = { ...job, ...withoutUndefined(params) };
      return null;
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/replication/{id}",
    description: "Update replication job configuration.",
    permission: ANYONE,
    protected: true,
    parameters: {
      id: ID,
      ...SETTINGS,
      digest: DIGEST,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: async (call) => {
      const job = requireJob(call, call.params.id, "VM.Replicate");
      await requireClusterLock(call.faults, call.cluster.clock, "file-replication_cfg");
      assignSection(job, call.params);
      return null;
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/cluster/replication/{id}",
    description: "Mark replication job for removal.",
    permission: ANYONE,
    protected: true,
    parameters: { id: ID, force: optional(flag({ default: 0 })), keep: optional(flag({ default: 0 })) },
    handler: (call) => {
      const { id, force, keep } = call.params;
      const job = requireJob(call, id, "VM.Replicate");
      if (force === true) delete call.cluster.state.replication[id];
      else job["remove_job"] = keep === true ? "local" : "full";
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/replication",
    description: "List status of all replication jobs on this node.",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE, guest: optional(VMID) },
    handler: ({ cluster, node, permissions, params }) =>
      Object.values(cluster.state.replication)
        .filter((job) =>
          job["source"] === node && (params.guest === undefined || job["guest"] === params.guest)
        )
        .filter((job) => permissions.has(`/vms/${job["guest"]}`, ["VM.Audit"]))
        .map((job) => statusOf(job, cluster.clock.now())),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/replication/{id}/status",
    description: "Get replication job status.",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE, id: ID },
    handler: (call) => statusOf(requireJob(call, call.params.id, "VM.Audit"), call.cluster.clock.now()),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/replication/{id}/log",
    description: "Read replication job log.",
    permission: ANYONE,
    protected: true,
    parameters: {
      node: NODE,
      id: ID,
      start: optional(integer({ minimum: 0 })),
      limit: optional(integer({ minimum: 0 })),
    },
    handler: (call) => {
      const job = requireJob(call, call.params.id, "VM.Audit");
      return [
        `${job["id"]}: start replication job`,
        `${job["id"]}: guest => ${job["guest"]}, running => 1`,
        `${job["id"]}: end replication job`,
      ].map((t, index) => ({ n: index + 1, t }));
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/replication/{id}/schedule_now",
    description: "Schedule replication job to start as soon as possible.",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE, id: ID },
    handler: (call) => {
      requireJob(call, call.params.id, "VM.Replicate");
      return null;
    },
  }),
];

function requireRight({ cluster, permissions }: CallContext, guest: string): void {
  const [path, privilege] = cluster.isNine
    ? [`/vms/${guest}`, "VM.Replicate"]
    : ["/storage", "Datastore.Allocate"];
  if (!permissions.has(path, [privilege])) throw missingPrivilege(path, [privilege]);
}

function requireJob(call: CallContext, id: string, privilege: "VM.Audit" | "VM.Replicate"): Section {
  const job = call.cluster.state.replication[id];
  if (job === undefined) throw failure(`no such replication job '${id}'`);
  const path = `/vms/${job["guest"]}`;
  if (privilege === "VM.Replicate") requireRight(call, String(job["guest"]));
  else if (!call.permissions.has(path, [privilege])) throw missingPrivilege(path, [privilege]);
  return job;
}

function statusOf(job: Section, now: number): Record<string, unknown> {
  const quarter = Math.floor(now / 900) * 900;
  return {
    vmtype: "lxc",
    last_sync: quarter,
    last_try: quarter,
    next_sync: quarter + 900,
    duration: 3.2,
    fail_count: 0,
    // A job may hold figures of its own, for a replication that fails.
    ...job,
  };
}
