import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { stateText } from "../../text/changes.ts";
import { inline } from "../../text/foreign.ts";
import { type BackupJob, selectionOf } from "../../proxmox/backup_jobs.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import type { Retention } from "../../proxmox/vzdump.ts";
import { wait } from "../fields.ts";
import { defineTool } from "../tool.ts";
import { compress, mode } from "./fields.ts";
import { findJob } from "./job_reference.ts";
import { backUpEverywhere, wordBackups } from "./run_backup.ts";

/** A job that has nothing to back up. */
export class EmptyBackupJobError extends ExplainedError {
  override readonly name = "EmptyBackupJobError";
}

/** `proxmox_backup_job_run`: source `POST /nodes/{node}/vzdump` on every node that has guests of the job. */
export const backupJobRun = defineTool({
  name: "proxmox_backup_job_run",
  title: "Run a backup job now",
  toolset: "backup",
  access: "write",
  accessOf: ({ prune }) => prune === true ? "destroy" : "write",
  privileges: ["Sys.Audit", "VM.Backup", "VM.Audit", "Datastore.AllocateSpace"],
  description: "Run a scheduled backup now; prune=true also deletes what its retention no longer keeps.",
  input: { id: z.string().max(50), prune: z.boolean().optional(), wait },
  target: ({ id }) => Promise.resolve({ kind: "cluster", what: `backup job ${id}` }),
  async alsoTouches({ id }, context) {
    return await guestsOfJob(context.proxmox, await findJob(context, id));
  },
  async loss({ id, prune }, context) {
    if (prune !== true) return undefined;
    const job = await findJob(context, id);
    const guests = await guestsOfJob(context.proxmox, job);
    return {
      name: id,
      summary: `The backup job ${id} runs now and deletes older backups of its guests.`,
      details: [
        `guests: ${inline(selectionOf(job), 200)}`,
        `it keeps: ${job["prune-backups"] ?? "by the storage's rule"}`,
      ],
      identity: [{
        kind: "request",
        method: "POST",
        path: `/cluster/backup/${id}`,
        digest: stateText({ ...job, guests: guests.map(({ vmid }) => vmid) }),
      }],
    };
  },
  async run({ id, prune, wait }, context) {
    const job = await findJob(context, id);
    const guests = await guestsOfJob(context.proxmox, job);
    if (job.storage === undefined) {
      throw new EmptyBackupJobError(`The backup job ${id} names no storage.`, {
        remedy:
          "It writes to a directory of the node, which only its schedule can do; see proxmox_backup_create.",
      });
    }
    return await backUpEverywhere(context, guests, {
      storage: job.storage,
      mode: mode.catch("snapshot").parse(job.mode),
      compress: compress.catch("zstd").parse(job.compress),
      notes: job["notes-template"],
      protected: job.protected,
      keep: prune === true ? retentionOf(job) : undefined,
    }, wait);
  },
  answer: (outcome) => wordBackups(outcome),
});

/** The guests of a job as they are now; those on a node that does not report are left to the job's own schedule. */
async function guestsOfJob(proxmox: Proxmox, job: BackupJob): Promise<readonly Guest[]> {
  const { guests } = await proxmox.resources({ fresh: true });
  const listed = new Set(splitIds(job.vmid));
  const excluded = new Set(splitIds(job.exclude));
  const chosen = guests.filter((guest) =>
    (job.all
      ? !excluded.has(guest.vmid)
      : job.pool === undefined
      ? listed.has(guest.vmid)
      : guest.pool === job.pool) &&
    (job.node === undefined || guest.node === job.node)
  );
  if (chosen.length > 0) return chosen;
  throw new EmptyBackupJobError(
    `The backup job ${job.id} selects no guest that is visible (${inline(selectionOf(job), 200)}).`,
  );
}

function splitIds(list: string | undefined): readonly number[] {
  return (list ?? "").split(/[,; ]+/).filter((id) => id !== "").map(Number);
}

/** A job's retention, back in plain numbers; undefined keeps everything. */
function retentionOf(job: BackupJob): Retention | undefined {
  const kept = [
    ...(job["prune-backups"] ?? "").matchAll(/keep-(last|hourly|daily|weekly|monthly|yearly)=(\d+)/g),
  ];
  return kept.length === 0
    ? undefined
    : Object.fromEntries(kept.map(([, kind = "", count = ""]) => [kind, Number(count)]));
}
