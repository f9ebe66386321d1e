import { explain, ExplainedError } from "../../text/explained.ts";
import { failure, type Finding, warning } from "./check.ts";

/** The failure that an error tells of: its sentence as text, its remedy apart. */
export function failureOf(error: unknown): Finding {
  const { text, remedy } = parts(error);
  return failure(text, remedy);
}

/** The same for a check that could not be made, which is no failure of what it looks at. */
export function unseen(error: unknown): Finding {
  const { text, remedy } = parts(error);
  return warning(`could not be looked at: ${text}`, remedy ?? "");
}

function parts(error: unknown): { readonly text: string; readonly remedy: string | undefined } {
  if (!(error instanceof ExplainedError) || error.remedy === "") {
    return { text: explain(error), remedy: undefined };
  }
  return { text: explain(error).replace(error.remedy, "").trim(), remedy: error.remedy };
}
