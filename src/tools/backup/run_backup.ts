import { ExplainedError } from "../../text/explained.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { awaitTask, type TaskReport } from "../../proxmox/task_report.ts";
import { type NewBackup, startBackup } from "../../proxmox/vzdump.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import type { ToolAnswer, ToolContext } from "../tool.ts";

/** What came of backing guests up: a report for each node. */
export interface BackupOutcome {
  readonly reports: readonly TaskReport[];
  readonly guests: readonly Guest[];
  readonly storage: string;
}

/**
 * Backs guests up, one task on each node that has some of them, all at once, and waits for their ends.
 *
 * @throws {TaskFailedError} of the first that fails; the others go on.
 */
export async function backUpEverywhere(
  { proxmox, progress }: ToolContext,
  guests: readonly Guest[],
  backup: Omit<NewBackup, "vmids">,
  wait: number,
): Promise<BackupOutcome> {
  const byNode = Map.groupBy(guests, (guest) => guest.node);
  const reports = await Promise.all([...byNode].map(async ([node, there]) => {
    const upid = await startBackup(proxmox.connection, node, {
      ...backup,
      vmids: there.map((guest) => guest.vmid),
    });
    if (upid === undefined) throw movedAway(there, node);
    return await awaitTask(proxmox.connection, upid, { wait, onProgress: progress });
  }));
  return { reports, guests, storage: backup.storage };
}

/** Words what came of it, a sentence for each node. */
export function wordBackups({ reports, guests, storage }: BackupOutcome): ToolAnswer {
  const parts = reports.map((report) => {
    const names = guests.filter((guest) => guest.node === report.upid.node).map(guestName).join(", ");
    return taskAnswer(report, {
      done: `${names} on ${report.upid.node} backed up to ${storage}`,
      doing: `Backing ${names} up to ${storage}`,
    });
  });
  const [first] = parts;
  return {
    text: parts.map((part) => part.text).join("\n"),
    ...(first?.upid === undefined ? {} : { upid: first.upid }),
    running: parts.some((part) => part.running === true),
  };
}

function movedAway(guests: readonly Guest[], node: string): ExplainedError {
  return new ExplainedError(
    `${guests.map(guestName).join(", ")} left ${node} before the backup began; nothing was backed up.`,
    { remedy: "Call again: guests are found on their new node." },
  );
}
