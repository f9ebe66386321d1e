import * as z from "zod";
import { path } from "../wire/path.ts";
import { ExplainedError } from "../text/explained.ts";
import { isUnknownNode } from "../wire/conditions.ts";
import { ParameterError } from "../wire/errors.ts";
import type { Connection } from "./connection.ts";
import { readProgress, type TaskProgress } from "./task_progress.ts";
import { pause } from "../wire/pause.ts";
import { parseUpid, type Upid } from "./upid.ts";
import { numeric, text } from "./values.ts";

/** How a task stands: over well, over with warnings, over badly, or not over. */
export type TaskState = "ok" | "warnings" | "failed" | "running";

/** A task as far as it has come. */
export interface TaskStatus {
  readonly upid: Upid;
  readonly state: TaskState;
  /** Proxmox's words once it is over: `OK`, `WARNINGS: 2`, or the error; undefined while it runs. */
  readonly exitStatus: string | undefined;
}

const statusAnswer = z.object({ status: z.string(), exitstatus: text });

const logAnswer = z.array(z.object({ n: z.coerce.number(), t: z.string().catch("") }));

/** The polling of a task: often at first, since most tasks take a second, then every two seconds. */
const pollDelays = [150, 300, 500, 800, 1200, 2000] as const;

/** The state that an exit status stands for; `WARNINGS: n` is success with warnings, not failure. */
export function stateOf(exitStatus: string): Exclude<TaskState, "running"> {
  if (exitStatus === "OK") return "ok";
  return exitStatus.startsWith("WARNINGS") ? "warnings" : "failed";
}

function pathOf(upid: Upid): string {
  return path`/nodes/${upid.node}/tasks/${upid.text}`;
}

/** No node knows the task, or no longer. */
export class UnknownTaskError extends ExplainedError {
  override readonly name = "UnknownTaskError";
}

/** Reads how a task stands. Source: `GET /nodes/{node}/tasks/{upid}/status`. @throws {UnknownTaskError} */
export async function taskStatus(connection: Connection, upid: Upid): Promise<TaskStatus> {
  const answer = await askedOfTask(
    upid,
    connection.get(`${pathOf(upid)}/status`, statusAnswer, undefined, { unpaced: true }),
  );
  if (answer.status === "running") return { upid, state: "running", exitStatus: undefined };
  const exitStatus = answer.exitstatus ?? "unknown";
  return { upid, state: stateOf(exitStatus), exitStatus };
}

async function askedOfTask<Data>(upid: Upid, asked: Promise<Data>): Promise<Data> {
  try {
    return await asked;
  } catch (cause) {
    const isUnknown = cause instanceof ParameterError && /no such task/.test(cause.parameters.upid ?? "");
    if (!isUnknown && !isUnknownNode(cause)) throw cause;
    throw new UnknownTaskError(`Node ${upid.node} knows no task ${upid.text}.`, {
      remedy: "proxmox_task_list shows the tasks there are; a node forgets all but its last thousand or so.",
      cause,
    });
  }
}

/**
 * Reads log lines of a task from line `start` (0 is the first), at most `limit` (0 for all).
 *
 * Source: `GET /nodes/{node}/tasks/{upid}/log`; the stand-in line of an empty log is left out.
 */
export async function taskLog(
  connection: Connection,
  upid: Upid,
  start = 0,
  limit = 500,
): Promise<{ readonly lines: readonly string[]; readonly total: number }> {
  const page = await connection.getPage(`${pathOf(upid)}/log`, logAnswer, { start, limit }, {
    unpaced: true,
  });
  const lines = page.data.map((line) => line.t);
  if (lines.length === 1 && lines[0] === "no content") return { lines: [], total: 0 };
  return { lines, total: page.total ?? start + lines.length };
}

/** Reads the last `count` lines of a task's log. */
export async function taskLogEnd(
  connection: Connection,
  upid: Upid,
  count: number,
): Promise<readonly string[]> {
  const first = await taskLog(connection, upid, 0, count);
  if (first.total <= count) return first.lines;
  return (await taskLog(connection, upid, first.total - count, count)).lines;
}

/** How long and how attentively {@linkcode followTask} waits. */
export interface FollowOptions {
  /** Seconds to wait at most; 0 asks once. */
  readonly wait: number;
  /** Called when the log tells of progress; without it the log is not read. */
  readonly onProgress?: ((progress: TaskProgress) => void) | undefined;
}

/**
 * Follows a task to its end, or until `wait` seconds are over, then says how it stands.
 *
 * Cancelling the connection's signal ends the waiting only: the task goes on. When the process ends itself, the waiting ends
 * as if its time were up.
 */
export async function followTask(
  connection: Connection,
  upid: Upid,
  options: FollowOptions,
): Promise<TaskStatus> {
  const { waits } = connection;
  using _followed = waits?.begin();
  const began = performance.now();
  const end = began + options.wait * 1000;
  let logRead = 0;
  for (let poll = 0;; poll++) {
    const status = await taskStatus(connection, upid);
    if (options.onProgress !== undefined) {
      const page = await taskLog(connection, upid, logRead);
      logRead += page.lines.length;
      const progress = readProgress(page.lines) ?? stillRunning(status, logRead, performance.now() - began);
      if (progress !== undefined) options.onProgress(progress);
    }
    const left = waits?.ending.aborted === true ? 0 : end - performance.now();
    if (status.state !== "running" || left <= 0) return status;
    await pause(Math.min(left, pollDelays[poll] ?? 2000), connection.signal, waits?.ending);
  }
}

/** Many tasks log nothing until they end; that one still runs is worth a word, and keeps clients from giving up. */
function stillRunning(
  { upid, state }: TaskStatus,
  linesRead: number,
  milliseconds: number,
): TaskProgress | undefined {
  if (state !== "running" || linesRead > 0) return undefined;
  const what = `${upid.type}${upid.id === "" ? "" : ` of ${upid.id}`}`;
  return { percent: undefined, message: `${what} runs, ${Math.round(milliseconds / 1000)} s` };
}

/**
 * Stops a running task: SIGTERM, then SIGKILL after five seconds; a guest it worked on may keep its lock.
 *
 * Source: `DELETE /nodes/{node}/tasks/{upid}`, which also answers for tasks that are over.
 */
export async function stopTask(connection: Connection, upid: Upid): Promise<void> {
  await connection.delete(pathOf(upid), z.unknown());
}

/** Proxmox did not answer with the UPID that the call promises. */
export class NoTaskError extends ExplainedError {
  override readonly name = "NoTaskError";
}

/** Reads the UPID that a change answered with. @throws {NoTaskError} when the answer is something else. */
export function startedTask(answer: unknown): Upid {
  try {
    return parseUpid(z.string().parse(answer));
  } catch (cause) {
    throw new NoTaskError(`Proxmox answered ${JSON.stringify(answer)} where the UPID of a task was due.`, {
      remedy: "proxmox_task_list shows whether a task was started.",
      cause,
    });
  }
}

const taskRow = z.object({
  upid: z.string(),
  node: z.string(),
  type: z.string(),
  id: text,
  user: z.string(),
  tokenid: text,
  starttime: numeric,
  endtime: numeric,
  status: text,
});

/** A task in a list; `status` is `RUNNING` or missing while it runs, else the exit status. */
export type TaskRow = z.infer<typeof taskRow>;

/** The answer of both task lists: `GET /cluster/tasks` and `GET /nodes/{node}/tasks`. */
export const taskRows = z.array(taskRow);

/** The state of a task in a list. */
export function stateOfRow(row: TaskRow): TaskState {
  if (row.status === undefined || row.status === "RUNNING" || row.endtime === undefined) return "running";
  return stateOf(row.status);
}
