import type { ListTasksRequest, ListTasksResponse, Task } from "@a2a-js/sdk";
import {
  InMemoryTaskStore,
  resolveUserScope,
  type ServerCallContext,
  type TaskStore,
} from "@a2a-js/sdk/server";

/** The newest A2A tasks of every caller, each seen by its own caller only; the SDK's own store would keep all for ever. */
export class RecentTasks implements TaskStore {
  readonly #most: number;
  /** In the order in which they were last saved; the key holds the owner. */
  readonly #tasks = new Map<string, { readonly owner: string; readonly task: Task }>();

  /** @param most tasks kept at once. */
  constructor(most: number) {
    this.#most = most;
  }

  save(task: Task, context: ServerCallContext): Promise<void> {
    const owner = resolveUserScope(context);
    const key = keyOf(owner, task.id);
    this.#tasks.delete(key);
    this.#tasks.set(key, { owner, task: structuredClone(task) });
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size > this.#most && oldest !== undefined) this.#tasks.delete(oldest);
    return Promise.resolve();
  }

  load(taskId: string, context: ServerCallContext): Promise<Task | undefined> {
    const kept = this.#tasks.get(keyOf(resolveUserScope(context), taskId));
    return Promise.resolve(kept === undefined ? undefined : structuredClone(kept.task));
  }

  /** Lists as the SDK's store does, which is handed the caller's tasks for it. */
  async list(request: ListTasksRequest, context: ServerCallContext): Promise<ListTasksResponse> {
    const own = new InMemoryTaskStore();
    for (const { owner, task } of this.#tasks.values()) {
      if (owner === resolveUserScope(context)) await own.save(task, context);
    }
    return await own.list(request, context);
  }
}

function keyOf(owner: string, taskId: string): string {
  return JSON.stringify([owner, taskId]);
}
