import type { Captured } from "../../ssh/capture.ts";
import type { CommandOutcome, RunOptions } from "../../ssh/run.ts";
import type { ToolContext } from "../tool.ts";
import type { CommandReport, Stream } from "./command_answer.ts";
import { liveOutput } from "./live_output.ts";

/** How a command over SSH is run within a call: its time, its end with the call, its output as progress. */
export function runOptions(
  context: ToolContext,
  input: { readonly timeout: number; readonly stdin?: string | undefined },
): Omit<RunOptions, "stdin"> & { readonly stdin?: Uint8Array } {
  const live = liveOutput(context.progress);
  return {
    signal: context.signal,
    timeout: input.timeout * 1000,
    // A character is at most four bytes; what does not fit the answer need not be kept.
    maxBytes: context.limits.characters * 4,
    ...(input.stdin === undefined ? {} : { stdin: new TextEncoder().encode(input.stdin) }),
    ...(live === undefined ? {} : { onStdout: live, onStderr: live }),
  };
}

/**
 * Runs a command over SSH and reports how it went; one whose time was up is reported with what it wrote.
 *
 * @throws {WireError} when it could not be run at all.
 */
export async function reportCommand(
  where: string,
  timeout: number,
  run: () => Promise<CommandOutcome>,
): Promise<CommandReport> {
  const { CommandTimeoutError } = await import("../../ssh/run.ts");
  try {
    return await reportOf(where, await run());
  } catch (error) {
    if (!(error instanceof CommandTimeoutError)) throw error;
    return { ...await reportOf(where, error.outcome), code: undefined, timedOutAfter: timeout };
  }
}

async function reportOf(where: string, outcome: CommandOutcome): Promise<CommandReport> {
  return {
    where,
    code: outcome.code ?? undefined,
    signal: outcome.signal ?? undefined,
    stdout: await streamOf(outcome.stdout),
    stderr: await streamOf(outcome.stderr),
  };
}

async function streamOf(captured: Captured): Promise<Stream> {
  const { capturedText } = await import("../../ssh/capture.ts");
  const text = capturedText(captured, (missing) => `\n[... ${missing} bytes left out ...]\n`);
  return { text, total: captured.total };
}
