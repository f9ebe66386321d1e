import { ExplainedError } from "../../text/explained.ts";

/** The audit log could not be written, so the change that it was to record is not made. */
export class AuditError extends ExplainedError {
  override readonly name = "AuditError";
}
