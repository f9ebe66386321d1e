import { ExplainedError } from "../text/explained.ts";

/** Arguments of a command that cannot be used. */
export class UsageError extends ExplainedError {
  override readonly name = "UsageError";
}
