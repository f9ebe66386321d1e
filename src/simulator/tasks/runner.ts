import { Interrupted } from "../cluster/clock.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { type Identity, identityName } from "../cluster/identity.ts";
import type { Task } from "../cluster/task.ts";
import { formatUpid } from "../cluster/upid.ts";
import { logToCluster } from "../cluster/cluster_log.ts";

/** What a worker can do while it runs. */
export interface Worker {
  readonly task: Task;
  readonly signal: AbortSignal;
  /** Appends lines to the task log. */
  log(...lines: string[]): void;
  /** Appends a warning; a task with warnings ends as `WARNINGS: n`. */
  warn(line: string): void;
  /** Waits simulated seconds; ends with an interrupt when the task is stopped. */
  sleep(seconds: number): Promise<void>;
}

/** A task to start. */
export interface TaskOrder {
  readonly node: string;
  /** Worker type, for example `qmstart`. */
  readonly type: string;
  /** Guest id, storage or service; may be empty. */
  readonly id: string | number;
  readonly identity: Identity;
  readonly work: (worker: Worker) => Promise<void> | void;
}

/** Starts tasks, runs them on the cluster's clock and keeps their logs. */
export class TaskRunner {
  readonly #cluster: Cluster;
  readonly #stuck: (type: string) => boolean;
  readonly #running = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();

  /** `stuck` says of which worker types the tasks never end. */
  constructor(cluster: Cluster, stuck: (type: string) => boolean) {
    this.#cluster = cluster;
    this.#stuck = stuck;
  }

  /** Starts a task and answers with its UPID at once. */
  start(order: TaskOrder): string {
    const task = this.#newTask(order);
    this.#cluster.state.tasks.push(task);
    logToCluster(this.#cluster, task.node, task.user, `starting task ${task.upid}`);
    const stop = new AbortController();
    // The worker's first steps run before this returns, so that locks are there when the caller looks.
    const done = this.#run(task, order, stop.signal);
    this.#running.set(task.upid, { stop, done });
    done.then(() => this.#running.delete(task.upid));
    return task.upid;
  }

  /** The task with that UPID. */
  find(upid: string): Task | undefined {
    return this.#cluster.state.tasks.find((task) => task.upid === upid);
  }

  /** Interrupts a running task; nothing happens to a finished one. */
  stop(upid: string): void {
    this.#running.get(upid)?.stop.abort();
  }

  /** Resolves when the task has ended. */
  async ended(upid: string): Promise<void> {
    await this.#running.get(upid)?.done;
  }

  /** Resolves when no task is running, those started meanwhile included. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #newTask(order: TaskOrder): Task {
    const parts = {
      node: order.node,
      pid: this.#cluster.nextPid(),
      pstart: this.#cluster.jiffies(order.node),
      starttime: this.#cluster.clock.now(),
      type: order.type,
      id: String(order.id),
      user: identityName(order.identity),
    };
    return { ...parts, upid: formatUpid(parts), log: [] };
  }

  async #run(task: Task, order: TaskOrder, signal: AbortSignal): Promise<void> {
    let warnings = 0;
    const worker: Worker = {
      task,
      signal,
      log: (...lines) => void task.log.push(...lines),
      warn: (line) => {
        warnings += 1;
        task.log.push(`WARN: ${line}`);
      },
      sleep: (seconds) => this.#cluster.clock.sleep(seconds, signal),
    };
    try {
      if (this.#stuck(order.type)) await worker.sleep(Infinity);
      await order.work(worker);
      this.#end(task, warnings === 0 ? "OK" : `WARNINGS: ${warnings}`, "TASK");
    } catch (error) {
      if (error instanceof Interrupted) this.#end(task, "received interrupt", "TASK ERROR:");
      else this.#end(task, firstLine(error), "TASK ERROR:");
    }
  }

  #end(task: Task, exitstatus: string, prefix: string): void {
    task.exitstatus = exitstatus;
    task.endtime = this.#cluster.clock.now();
    task.log.push(`${prefix} ${exitstatus}`);
    const isGood = exitstatus === "OK" || exitstatus.startsWith("WARNINGS");
    logToCluster(
      this.#cluster,
      task.node,
      task.user,
      `end task ${task.upid}${isGood ? "" : ":"} ${exitstatus}`,
      isGood ? 6 : 3,
    );
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
