import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, optional, text } from "../../api/schema.ts";
import type { Guest } from "../../cluster/guest.ts";
import { guestName } from "../../cluster/guest.ts";
import { parsePropertyString } from "../../cluster/property_string.ts";
import type { Section } from "../../cluster/section.ts";
import { disksOf } from "../../guest/disks.ts";
import { requireClusterLock } from "../../faults/quorum.ts";
import { BACKUP_OPTIONS } from "../node/vzdump.ts";
import { assignSection, withoutUndefined } from "./section.ts";

const AUDIT = needs("/", "Sys.Audit");
const MODIFY = needs("/", "Sys.Modify");
const ID = text({ maxLength: 50, description: "The job ID." });
const SETTINGS = {
  ...BACKUP_OPTIONS,
  schedule: optional(text({ format: "pve-calendar-event", maxLength: 128 })),
  enabled: optional(flag({ default: 1 })),
  comment: optional(text({ maxLength: 512 })),
  node: optional(text({ format: "pve-node" })),
  "repeat-missed": optional(flag({ default: 0 })),
  dow: optional(text({ requires: "starttime" })),
  starttime: optional(text({ pattern: "\\d{1,2}:\\d{1,2}" })),
} as const;

/** Scheduled backups. */
export const backupJobEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/backup",
    description: "List vzdump backup schedule.",
    permission: AUDIT,
    parameters: {},
    handler: ({ cluster }) =>
      Object.values(cluster.state.backupJobs).map((job) => showJob(job, cluster.clock.now())),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/backup/{id}",
    description: "Read vzdump backup job definition.",
    permission: AUDIT,
    parameters: { id: ID },
    handler: (call) => showJob(requireJob(call, call.params.id), call.cluster.clock.now()),
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/backup",
    description: "Create new vzdump backup job.",
    permission: MODIFY,
    protected: true,
    parameters: { id: optional(ID), ...SETTINGS },
    handler: async (call) => {
      const { cluster, params, given } = call;
      requireOneSelection(params);
      await requireClusterLock(call.faults, cluster.clock, "file-jobs_cfg");
      const id = params.id ?? `backup-${crypto.randomUUID().slice(0, 13)}`;
      if (cluster.state.backupJobs[id] !== undefined) throw failure(`Job '${id}' already exists`);
      const job: Section = { id, type: "vzdump", enabled: 1, ...withoutUndefined({ ...params, id }) };
      if (given["node"] !== undefined) job["node"] = String(given["node"]);
      cluster.state.backupJobs[id] = job;
      return null;
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/backup/{id}",
    description: "Update vzdump backup job definition.",
    permission: MODIFY,
    protected: true,
    parameters: { id: ID, ...SETTINGS, delete: optional(text({ format: "pve-configid-list" })) },
    handler: async (call) => {
      await requireClusterLock(call.faults, call.cluster.clock, "file-jobs_cfg");
      const job = requireJob(call, call.params.id);
      assignSection(job, call.params);
      if (call.given["node"] !== undefined) job["node"] = String(call.given["node"]);
      return null;
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/cluster/backup/{id}",
    description: "Delete vzdump backup job definition.",
    permission: MODIFY,
    protected: true,
    parameters: { id: ID },
    handler: async (call) => {
      await requireClusterLock(call.faults, call.cluster.clock, "file-jobs_cfg");
      requireJob(call, call.params.id);
      delete call.cluster.state.backupJobs[call.params.id];
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/backup/{id}/included_volumes",
    description: "Returns included guests and the backup status of their disks.",
    permission: AUDIT,
    protected: true,
    parameters: { id: ID },
    handler: (call) => ({
      children: guestsOf(call, requireJob(call, call.params.id)).map((guest) => ({
        id: guest.vmid,
        name: guestName(guest),
        type: guest.type,
        children: disksOf(guest.type, guest.config).map((disk) => ({
          id: disk.key,
          name: disk.volume,
          included: disk.isCdrom || disk.options["backup"] === "0" ? 0 : 1,
          reason: disk.isCdrom ? "CD-ROM" : disk.options["backup"] === "0" ? "disabled" : "enabled",
        })),
      })),
    }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/backup-info/not-backed-up",
    description: "Shows all guests which are not covered by any backup job.",
    permission: AUDIT,
    protected: true,
    parameters: {},
    handler: (call) => {
      const covered = new Set(
        Object.values(call.cluster.state.backupJobs).filter((job) => job["enabled"] !== 0)
          .flatMap((job) => guestsOf(call, job).map((guest) => guest.vmid)),
      );
      return call.cluster.guests().filter((guest) => !covered.has(guest.vmid))
        .map((guest) => ({ vmid: guest.vmid, type: guest.type, name: guestName(guest) }));
    },
  }),
];

function requireJob({ cluster }: CallContext, id: string): Section {
  const job = cluster.state.backupJobs[id];
  if (job === undefined) throw invalid({ id: "No such job" });
  return job;
}

function requireOneSelection(
  params: { readonly all?: boolean; readonly vmid?: string; readonly pool?: string },
): void {
  const count =
    [params.all === true, params.vmid !== undefined, params.pool !== undefined].filter(Boolean).length;
  if (count === 0) throw invalid({ vmid: "property is missing" });
}

function guestsOf({ cluster }: CallContext, job: Section): Guest[] {
  const excluded = new Set(splitList(String(job["exclude"] ?? "")).map(Number));
  const listed = splitList(String(job["vmid"] ?? "")).map(Number);
  const pool = job["pool"] === undefined ? undefined : cluster.state.pools[String(job["pool"])]?.vms ?? [];
  return cluster.guests().filter((guest) => {
    if (excluded.has(guest.vmid)) return false;
    if (job["all"] === 1) return job["node"] === undefined || guest.node === job["node"];
    return (pool ?? listed).includes(guest.vmid);
  });
}

/** Property strings arrive parsed, with texts inside. */
function showJob(job: Section, now: number): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...job };
  for (
    const [key, first] of [["prune-backups", "keep-last"], ["fleecing", "enabled"], [
      "performance",
      "max-workers",
    ]]
  ) {
    if (key !== undefined && first !== undefined && job[key] !== undefined) {
      shown[key] = parsePropertyString(String(job[key]), first);
    }
  }
  if (job["enabled"] !== 0) shown["next-run"] = nextRun(String(job["schedule"] ?? ""), now);
  return shown;
}

/** Good enough for daily times; anything else is the next full hour. */
function nextRun(schedule: string, now: number): number {
  const match = /(\d{1,2}):(\d{2})$/.exec(schedule);
  const day = 86400;
  if (match === null) return (Math.floor(now / 3600) + 1) * 3600;
  const [, hour = "0", minute = "0"] = match;
  const today = Math.floor(now / day) * day + Number(hour) * 3600 + Number(minute) * 60;
  return today > now ? today : today + day;
}
