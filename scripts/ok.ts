/**
 * The gate: format, lint, types, generated documents and tests, each run once, with a summary at the end.
 *
 *     deno task ok [--test-command "COMMAND"]
 *
 * The last line is `N passed, N failed`, followed by `, N skipped` where tests were skipped. It counts every test
 * and every other step as one, and the exit code is 0 only where nothing failed.
 */
import { parseArgs } from "node:util";
import { print } from "./print.ts";
import { gateSteps, runStep } from "./ok/steps.ts";
import { countStep, failuresOf, formatSummary } from "./ok/test_summary.ts";

const stepLimitMs = 15 * 60_000;

async function runGate(testCommand: readonly string[]): Promise<number> {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const step of gateSteps(testCommand)) {
    const { succeeded, output, seconds } = await runStep(step, stepLimitMs);
    const count = countStep(step.name, succeeded, output);
    passed += count.passed;
    failed += count.failed;
    skipped += count.skipped;
    if (!succeeded) await print(failuresOf(output).trim());
    await print(
      `${succeeded ? "ok    " : "FAILED"}  ${step.name.padEnd(6)}${seconds.toFixed(1).padStart(7)} s`,
    );
  }
  await print(formatSummary({ passed, failed, skipped }));
  return failed === 0 ? 0 : 1;
}

const { values } = parseArgs({ options: { "test-command": { type: "string" } } });
const testCommand = values["test-command"]?.split(" ") ?? [Deno.execPath(), "task", "--quiet", "test"];
Deno.exit(await runGate(testCommand));
