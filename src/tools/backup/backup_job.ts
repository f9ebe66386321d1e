import * as z from "zod";
import { stateText } from "../../text/changes.ts";
import { formatTime } from "../../text/duration.ts";
import { inline } from "../../text/foreign.ts";
import { list } from "../../text/list.ts";
import { lines } from "../../text/table.ts";
import {
  type BackupJob,
  backupJobs,
  createBackupJob,
  deleteBackupJob,
  scheduleOf,
  selectionOf,
  updateBackupJob,
} from "../../proxmox/backup_jobs.ts";
import { retentionText } from "../../proxmox/vzdump.ts";
import type { Parameters } from "../../wire/wire.ts";
import { node, storage, vmid } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { compress, keep, mode } from "./fields.ts";
import { findJob, requireReach } from "./job_reference.ts";

/** `proxmox_backup_job_list`: source `GET /cluster/backup`. */
export const backupJobList = defineTool({
  name: "proxmox_backup_job_list",
  title: "List backup jobs",
  toolset: "backup",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "Scheduled backups with guests, storage, times and retention.",
  input: {},
  run: (_, { proxmox }) => backupJobs(proxmox.connection),
  answer(jobs, _, limits) {
    if (jobs.length === 0) return { text: "There are no backup jobs. proxmox_backup_job_create makes one." };
    const columns = [
      { heading: "id", cell: (job: BackupJob) => job.id },
      { heading: "on", cell: (job: BackupJob) => job.enabled ? "yes" : "no" },
      { heading: "schedule", cell: (job: BackupJob) => scheduleOf(job) },
      { heading: "next (utc)", cell: (job: BackupJob) => formatTime(job["next-run"]) },
      { heading: "guests", cell: (job: BackupJob) => inline(selectionOf(job), 60) },
      { heading: "storage", cell: (job: BackupJob) => job.storage },
      { heading: "mode", cell: (job: BackupJob) => job.mode },
      { heading: "keeps", cell: (job: BackupJob) => job["prune-backups"] },
      { heading: "node", cell: (job: BackupJob) => job.node },
      { heading: "comment", cell: (job: BackupJob) => inline(job.comment ?? "", 60) },
    ];
    return {
      text: list(jobs, {
        columns,
        limit: 200,
        characters: limits.characters,
        narrow: "the rest is in proxmox_api_read /cluster/backup",
      }),
    };
  },
});

const jobId = z.string().max(50).regex(
  /^[A-Za-z][A-Za-z0-9_-]+$/,
  "must be a job's id, such as backup-nightly",
);

const jobOptions = {
  schedule: z.string().max(128).optional().describe("calendar event: 02:30, sat 01:00, mon..fri 21:00"),
  vmids: z.array(vmid).max(500).optional(),
  all: z.boolean().optional(),
  exclude: z.array(vmid).max(500).optional(),
  pool: z.string().optional(),
  storage: storage.optional(),
  node: node.optional().describe("only guests on it"),
  mode: mode.optional(),
  compress: compress.optional(),
  keep: keep.optional(),
  notes: z.string().max(1000).optional(),
  comment: z.string().max(512).optional(),
  enabled: z.boolean().optional(),
};

type JobOptions = z.infer<z.ZodObject<typeof jobOptions>>;

/** The options as Proxmox names them; selecting guests one way takes the other ways back. */
function optionsOf(input: JobOptions): Parameters {
  return {
    schedule: input.schedule,
    vmid: input.vmids?.join(","),
    all: input.all,
    exclude: input.exclude?.join(","),
    pool: input.pool,
    storage: input.storage,
    node: input.node,
    mode: input.mode,
    compress: input.compress,
    "prune-backups": input.keep === undefined ? undefined : retentionText(input.keep),
    "notes-template": input.notes,
    comment: input.comment,
    enabled: input.enabled,
  };
}

/** `proxmox_backup_job_create`: source `POST /cluster/backup`. */
export const backupJobCreate = defineTool({
  name: "proxmox_backup_job_create",
  title: "Schedule a backup",
  toolset: "backup",
  access: "write",
  accessOf: ({ keep }) => keep === undefined ? "write" : "destroy",
  privileges: ["Sys.Modify", "Sys.Audit", "VM.Audit", "Datastore.AllocateSpace", "Datastore.Audit"],
  description: "Schedule a backup of vmids, a pool or all guests. keep= deletes older backups each time.",
  input: { id: jobId, ...jobOptions, schedule: jobOptions.schedule.unwrap(), storage },
  needsQuorum: true,
  async target({ id, ...options }, context) {
    await requireReach(context, options);
    return { kind: "cluster", what: `backup job ${id}` };
  },
  loss: ({ id, keep }) =>
    Promise.resolve(
      keep === undefined ? undefined : {
        name: id,
        summary: `The backup job ${id} will delete older backups of its guests each time it runs.`,
        details: [`it keeps: ${retentionText(keep)}`],
        identity: [],
      },
    ),
  async run({ id, ...options }, { proxmox }) {
    // Without a rule of its own a job would follow the storage's, which may delete backups.
    const prune = options.keep === undefined ? { "prune-backups": "keep-all=1" } : {};
    await createBackupJob(proxmox.connection, {
      id,
      mode: "snapshot",
      compress: "zstd",
      ...defined(optionsOf(options)),
      ...prune,
    });
    return (await backupJobs(proxmox.connection)).find((job) => job.id === id);
  },
  answer: (job, { id }) => ({
    text: `The backup job ${id} is made.${job === undefined ? "" : `\n${wordJob(job)}`}`,
  }),
});

/** `proxmox_backup_job_update`: source `PUT /cluster/backup/{id}`. */
export const backupJobUpdate = defineTool({
  name: "proxmox_backup_job_update",
  title: "Change a backup job",
  toolset: "backup",
  access: "write",
  accessOf: ({ keep }) => keep === undefined ? "write" : "destroy",
  privileges: ["Sys.Modify", "Sys.Audit", "VM.Audit", "Datastore.Audit"],
  description: "Change a scheduled backup; what is not given stays.",
  input: { id: jobId, ...jobOptions },
  needsQuorum: true,
  async target({ id, ...options }, context) {
    await requireReach(context, options);
    return { kind: "cluster", what: `backup job ${id}` };
  },
  async loss({ id, keep }, context) {
    if (keep === undefined) return undefined;
    const job = await findJob(context, id);
    return {
      name: id,
      summary: `The backup job ${id} will delete older backups of its guests each time it runs.`,
      details: [
        `kept now: ${job["prune-backups"] ?? "by the storage's rule"}`,
        `kept then: ${retentionText(keep)}`,
      ],
      identity: [{ kind: "request", method: "PUT", path: `/cluster/backup/${id}`, digest: stateText(job) }],
    };
  },
  async run({ id, ...options }, context) {
    const { connection } = context.proxmox;
    const before = await findJob(context, id);
    const selects = options.vmids !== undefined || options.all !== undefined || options.pool !== undefined;
    const replaced = selects
      ? [
        ...(options.vmids === undefined && before.vmid !== undefined ? ["vmid"] : []),
        ...(options.all !== true && before.all ? ["all"] : []),
        ...(options.pool === undefined && before.pool !== undefined ? ["pool"] : []),
      ]
      : [];
    await updateBackupJob(connection, id, {
      ...defined(optionsOf(options)),
      ...(replaced.length === 0 ? {} : { delete: replaced.join(",") }),
    });
    return { before, after: await findJob(context, id) };
  },
  answer: ({ before, after }, { id }) => ({
    text: `The backup job ${id} is changed.\nbefore:\n${wordJob(before)}\nnow:\n${wordJob(after)}`,
  }),
});

/** `proxmox_backup_job_delete`: source `DELETE /cluster/backup/{id}`. */
export const backupJobDelete = defineTool({
  name: "proxmox_backup_job_delete",
  title: "Delete a backup job",
  toolset: "backup",
  access: "destroy",
  privileges: ["Sys.Modify", "Sys.Audit"],
  description: "Delete a scheduled backup; backups that were made stay.",
  input: { id: jobId },
  target: ({ id }) => Promise.resolve({ kind: "cluster", what: `backup job ${id}` }),
  async loss({ id }, context) {
    const job = await findJob(context, id);
    return {
      name: id,
      summary: `The backup job ${id} is deleted; its guests are no longer backed up by it.`,
      details: wordJob(job).split("\n"),
      identity: [{
        kind: "request",
        method: "DELETE",
        path: `/cluster/backup/${id}`,
        digest: stateText(job),
      }],
    };
  },
  async run({ id }, context) {
    await findJob(context, id);
    await deleteBackupJob(context.proxmox.connection, id);
  },
  answer: (_, { id }) => ({ text: `The backup job ${id} is deleted; the backups it made stay.` }),
});

function wordJob(job: BackupJob): string {
  return lines([
    ["guests", inline(selectionOf(job), 200)],
    ["schedule", inline(scheduleOf(job), 128)],
    ["next run", job["next-run"] === undefined ? undefined : `${formatTime(job["next-run"])} UTC`],
    ["storage", job.storage],
    ["mode", job.mode],
    ["keeps", inline(job["prune-backups"] ?? "", 200)],
    ["node", job.node],
    ["enabled", job.enabled ? "yes" : "no"],
    ["comment", inline(job.comment ?? "", 200)],
  ]);
}

function defined(options: Parameters): Parameters {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
