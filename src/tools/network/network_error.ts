import { ExplainedError } from "../../text/explained.ts";

/** An interface, zone or network that is not there or cannot be so, or nothing that could be applied. */
export class NetworkError extends ExplainedError {
  override readonly name = "NetworkError";
}
