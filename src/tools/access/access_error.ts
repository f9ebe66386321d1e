import { ExplainedError } from "../../text/explained.ts";

/** A user, group, role, token or grant that is not there, or cannot be as it was asked for. */
export class AccessError extends ExplainedError {
  override readonly name = "AccessError";
}
