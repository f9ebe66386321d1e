import { type Identity, identityName, isRoot } from "../cluster/identity.ts";
import type { Task } from "../cluster/task.ts";

/** Whether a task is the caller's own: a user owns those of its tokens, a token only its own. */
export function ownsTask(identity: Identity, task: Task): boolean {
  if (isRoot(identity)) return true;
  if (identity.token !== undefined) return task.user === identityName(identity);
  return task.user.split("!")[0] === identity.userid;
}
