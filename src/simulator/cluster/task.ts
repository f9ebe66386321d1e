import type { Upid } from "./upid.ts";

/** A task of the cluster, running or finished. */
export interface Task extends Upid {
  readonly upid: string;
  /** Lines as the task log shows them, without numbers. */
  log: string[];
  /** Seconds since the epoch; absent while it runs. */
  endtime?: number;
  /** `OK`, `WARNINGS: n` or the error; absent while it runs. */
  exitstatus?: string;
}

/** The `user` and `tokenid` a task row shows: the token is split off. */
export function taskOwner(task: Task): { user: string; tokenid?: string } {
  const [user = "", tokenid] = task.user.split("!");
  return tokenid === undefined ? { user } : { user, tokenid };
}
