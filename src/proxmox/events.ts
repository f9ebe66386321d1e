import * as z from "zod";
import type { Connection } from "./connection.ts";
import { stateOfRow, type TaskRow, taskRows } from "./task.ts";
import { numeric, text } from "./values.ts";

/** Something that happened in the cluster: a task began or ended, or a line came into the cluster log. */
export interface ClusterEvent {
  /** Seconds since 1970, by the clock of the node. */
  readonly time: number;
  readonly node: string;
  readonly kind: "task" | "log";
  /** The task's type (`qmstart`), or the program that wrote the line (`pvedaemon`). */
  readonly type: string;
  /** What the task works on, mostly a vmid; empty for the log. */
  readonly id: string;
  readonly user: string;
  /** `started`, `OK`, an error, or the line of the log: text from outside. */
  readonly text: string;
}

const logRow = z.object({
  id: text,
  uid: text,
  time: numeric,
  node: text,
  user: text,
  tag: text,
  msg: text,
});

/** Lines about tasks, which the list of tasks tells better. */
const aboutTask = /^(?:starting|end) task UPID:/;

/**
 * What happens in a cluster from a moment on, read again and again.
 *
 * Sources: `GET /cluster/tasks` (others' tasks with Sys.Audit on `/`) and `GET /cluster/log` (others' lines with Sys.Syslog).
 */
export class EventFeed {
  readonly #connection: Connection;
  readonly #since: number | undefined;
  /** What was told already: a line's id, or a task's UPID with the state it was in. */
  readonly #told = new Set<string>();
  #begun = false;

  /** @param since seconds since 1970; without it only what happens after the first reading is told. */
  constructor(connection: Connection, since?: number) {
    this.#connection = connection;
    this.#since = since;
  }

  /** What is new since the last reading, oldest first. */
  async next(): Promise<readonly ClusterEvent[]> {
    const [tasks, log] = await Promise.all([
      this.#connection.get("/cluster/tasks", taskRows, undefined, { unpaced: true }),
      this.#connection.get("/cluster/log", z.array(logRow), { max: 200 }, { unpaced: true }),
    ]);
    const found = [
      ...tasks.flatMap((row) => this.#ofTask(row)),
      ...log.flatMap((row) => this.#ofLog(row)),
    ];
    const first = !this.#begun;
    this.#begun = true;
    const told = first ? found.filter(({ time }) => this.#since !== undefined && time >= this.#since) : found;
    return told.sort((left, right) => left.time - right.time);
  }

  #ofTask(row: TaskRow): ClusterEvent[] {
    const running = stateOfRow(row) === "running";
    if (!this.#isNew(`${row.upid} ${running ? "runs" : "over"}`)) return [];
    return [{
      time: (running ? row.starttime : row.endtime) ?? 0,
      node: row.node,
      kind: "task",
      type: row.type,
      id: row.id ?? "",
      user: row.user,
      text: running ? "started" : row.status ?? "over",
    }];
  }

  #ofLog(row: z.infer<typeof logRow>): ClusterEvent[] {
    const message = row.msg ?? "";
    if (aboutTask.test(message)) return [];
    if (!this.#isNew(`${row.id ?? row.uid} ${row.node} ${row.time}`)) return [];
    return [{
      time: row.time ?? 0,
      node: row.node ?? "",
      kind: "log",
      type: row.tag ?? "",
      id: "",
      user: row.user ?? "",
      text: message,
    }];
  }

  #isNew(key: string): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}
