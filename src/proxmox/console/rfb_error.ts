import { ExplainedError } from "../../text/explained.ts";

/** A console that speaks RFB otherwise than agreed, refuses, or ends too soon. */
export class RfbError extends ExplainedError {
  override readonly name = "RfbError";
}
