import { failure } from "../api/failure.ts";
import { Interrupted } from "../cluster/clock.ts";

/** Puts words before the reason a step of a task failed for; an interruption stays one. */
export function prefixed(prefix: string, error: unknown): Error {
  if (error instanceof Interrupted) return error;
  return failure(`${prefix}${error instanceof Error ? error.message : error}`);
}
