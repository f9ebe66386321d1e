import { PolicyError } from "../policy/errors.ts";
import { TaskFailedError } from "../proxmox/task_report.ts";
import { ApiError, LostAnswerError, WireError } from "../wire/errors.ts";
import { type CallOutcome, runCall, type ToolCall, UnknownToolError } from "./call.ts";
import type { MeteredOutcome } from "./meter.ts";
import type { Runtime } from "./runtime.ts";
import { toolNamed } from "./tool_source.ts";

/** Errors that say that a call was not let through, rather than that it did not work. */
const refusals: ReadonlySet<string> = new Set(["ArgumentsError", "NotConfirmedError", "UnknownClusterError"]);

/**
 * {@linkcode runCall}, counted in the runtime's meter.
 *
 * @throws whatever `runCall` throws.
 */
export async function runMeasuredCall<Question>(
  runtime: Runtime,
  call: ToolCall<Question>,
): Promise<CallOutcome<Question>> {
  const began = performance.now();
  // Names that are none of a tool are the client's own text, and without end.
  const tool = (await toolNamed(call.tool, call.policy))?.name ?? "unknown";
  const count = (outcome: MeteredOutcome): void =>
    runtime.meter.call(tool, outcome, (performance.now() - began) / 1000);
  try {
    const outcome = await runtime.underWay(runCall(runtime, call));
    count(outcome.kind === "question" ? "asked" : outcome.answer.running === true ? "running" : "ok");
    return outcome;
  } catch (error) {
    count(outcomeOf(error, call.signal.aborted));
    const kind = errorKind(error);
    if (kind !== undefined) runtime.meter.error(kind);
    throw error;
  }
}

function outcomeOf(error: unknown, cancelled: boolean): MeteredOutcome {
  if (error instanceof PolicyError || error instanceof UnknownToolError) return "refused";
  if (error instanceof Error && refusals.has(error.name)) return "refused";
  if (error instanceof LostAnswerError) return "unknown";
  return cancelled ? "cancelled" : "failed";
}

/** What Proxmox had against a call; undefined for errors that are not Proxmox's. */
function errorKind(error: unknown): string | undefined {
  if (error instanceof ApiError) return `${error.name} ${error.status}`;
  return error instanceof WireError || error instanceof TaskFailedError ? error.name : undefined;
}
