/** How many tests a run of `deno test` passed, failed and skipped. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

// deno-lint-ignore no-control-regex -- the escape character that opens a colour code is what this removes
const colourCode = /\u001b\[[0-9;]*m/g;
const summaryLine = /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(.*)$/gm;

/**
 * Reads the last summary line that `deno test` printed, such as `ok | 7 passed (2 steps) | 0 failed | 1 ignored (3s)`.
 *
 * Returns undefined where there is none: the run ended before its first test, on a type error for example.
 */
export function parseTestSummary(output: string): TestSummary | undefined {
  const last = [...output.replaceAll(colourCode, "").matchAll(summaryLine)].at(-1);
  if (last === undefined) return undefined;
  return {
    passed: Number(last[1]),
    failed: Number(last[2]),
    skipped: Number(/\| (\d+) ignored/.exec(last[3] ?? "")?.[1] ?? 0),
  };
}

/**
 * What a step adds to the closing line: the tests it ran, or itself.
 *
 * A test run that ended badly without naming a failed test counts as one failure, so that the closing line never says
 * that all is well where the exit code says otherwise.
 */
export function countStep(name: string, succeeded: boolean, output: string): TestSummary {
  const tests = name === "test" ? parseTestSummary(output) : undefined;
  if (tests === undefined) return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
  return succeeded || tests.failed > 0 ? tests : { ...tests, failed: 1 };
}

/** The closing line of the gate: `N passed, N failed`, with `, N skipped` where tests were skipped. */
export function formatSummary({ passed, failed, skipped }: TestSummary): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The part of a test run's output that tells of failures: from the heading of the errors on, or all where it has none. */
export function failuresOf(output: string): string {
  const start = output.search(/^\s*ERRORS\s*$/m);
  return start < 0 ? output : output.slice(start);
}
