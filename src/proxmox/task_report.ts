import { ExplainedError } from "../text/explained.ts";
import { inline } from "../text/foreign.ts";
import { WireError } from "../wire/errors.ts";
import type { Connection } from "./connection.ts";
import { remedyFor } from "./remedy.ts";
import { type FollowOptions, followTask, taskLogEnd, type TaskState, type TaskStatus } from "./task.ts";
import type { Upid } from "./upid.ts";

/** A task that went well, or that is still running when the waiting was over. */
export interface TaskReport {
  readonly upid: Upid;
  readonly state: Exclude<TaskState, "failed">;
  /** Proxmox's words, such as `OK` or `WARNINGS: 1`; undefined while it runs. */
  readonly exitStatus: string | undefined;
  /** The log's lines of warning, when it ended with warnings. */
  readonly warnings: readonly string[];
  /** Seconds that the caller waited for it. */
  readonly waited: number;
}

/** A task that ended badly, with the end of its log. */
export class TaskFailedError extends ExplainedError {
  override readonly name = "TaskFailedError";
  readonly upid: Upid;
  readonly exitStatus: string;
  /** The last lines of the log, as Proxmox wrote them: text from outside. */
  readonly log: readonly string[];

  constructor(upid: Upid, exitStatus: string, log: readonly string[]) {
    super(
      `The task ${upid.type}${upid.id === "" ? "" : ` of ${upid.id}`} on ${upid.node} failed: ${
        inline(exitStatus, 1000)
      }`,
      {
        remedy: remedyFor(exitStatus, ...log.toReversed()),
      },
    );
    this.upid = upid;
    this.exitStatus = exitStatus;
    this.log = log;
  }
}

/** The failed task behind an error, if there is one: the error itself, or one that it came of. */
export function failedTask(error: unknown): TaskFailedError | undefined {
  if (error instanceof TaskFailedError) return error;
  return error instanceof ExplainedError ? failedTask(error.cause) : undefined;
}

/** Lines of a failed task's log that an answer shows. */
const logEnd = 12;

/**
 * Waits for a task and reports how it went.
 *
 * @throws {TaskFailedError} when it ended with anything but `OK` or `WARNINGS: n`.
 */
export async function awaitTask(
  connection: Connection,
  upid: Upid,
  options: FollowOptions,
): Promise<TaskReport> {
  const began = performance.now();
  const status = await followTask(connection, upid, options);
  return await reportTask(connection, status, (performance.now() - began) / 1000);
}

/** Turns a task's status into a report, reading the end of its log where that matters. @throws {TaskFailedError} */
export async function reportTask(
  connection: Connection,
  status: TaskStatus,
  waited: number,
): Promise<TaskReport> {
  const { upid, state, exitStatus } = status;
  if (state === "failed") {
    const log = await logOrReason(connection, upid);
    // The log closes with the exit status, which the error says already.
    const telling = log.filter((line) => line !== `TASK ERROR: ${exitStatus}`);
    throw new TaskFailedError(upid, exitStatus ?? "unknown", telling);
  }
  const warnings = state === "warnings"
    ? (await logOrReason(connection, upid, 200)).filter((line) =>
      /\bWARN/.test(line) && !line.startsWith("TASK ")
    )
    : [];
  return { upid, state, exitStatus, warnings, waited };
}

async function logOrReason(connection: Connection, upid: Upid, count = logEnd): Promise<readonly string[]> {
  try {
    return await taskLogEnd(connection, upid, count);
  } catch (error) {
    if (error instanceof WireError) return [`(the log cannot be read: ${error.message})`];
    throw error;
  }
}
