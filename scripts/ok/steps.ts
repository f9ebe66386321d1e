/** One check of the gate: a command that exits with 0 when all is well. */
export interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

/**
 * The checks of the gate in the order in which they run, the quick ones first.
 *
 * @param testCommand the command that runs all tests and prints the summary of `deno test`
 */
export function gateSteps(testCommand: readonly string[]): readonly Step[] {
  const deno = Deno.execPath();
  return [
    { name: "fmt", command: [deno, "fmt", "--check"] },
    { name: "lint", command: [deno, "lint"] },
    { name: "check", command: [deno, "check", "--quiet"] },
    { name: "docs", command: [deno, "task", "--quiet", "docs", "--check"] },
    { name: "test", command: testCommand },
  ];
}

/** What running a step gave. */
export interface StepOutcome {
  readonly succeeded: boolean;
  /** Whole standard output and standard error, in the order of their arrival. */
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs one step to its end, or stops it when `limitMs` milliseconds have passed; a stopped step has not succeeded.
 *
 * Both streams are kept whole, so that a failure can be shown and the summary of the tests read.
 */
export async function runStep(step: Step, limitMs: number): Promise<StepOutcome> {
  const started = performance.now();
  const [program, ...args] = step.command;
  if (program === undefined) throw new TypeError(`The step ${step.name} has no command`);
  const child = new Deno.Command(program, {
    args,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, so that what the command has started is stopped with it: npx alone would leave the tests running.
    detached: Deno.build.os !== "windows",
  }).spawn();
  const limit = setTimeout(() => stop(child), limitMs);
  const interrupt = () => {
    stop(child);
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", interrupt);
  const chunks: string[] = [];
  const collect = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) chunks.push(text);
  };
  const [status] = await Promise.all([child.status, collect(child.stdout), collect(child.stderr)]);
  clearTimeout(limit);
  Deno.removeSignalListener("SIGINT", interrupt);
  const milliseconds = performance.now() - started;
  if (milliseconds >= limitMs) chunks.push(`\nStopped after ${limitMs / 1000} s.\n`);
  return { succeeded: status.success, output: chunks.join(""), seconds: milliseconds / 1000 };
}

/** Ends a command, and on a system with process groups all that it has started. */
function stop(child: Deno.ChildProcess): void {
  if (Deno.build.os === "windows") child.kill();
  else Deno.kill(-child.pid, "SIGKILL");
}
