import type { Ran } from "./run.ts";

/** Milliseconds for a program that a test starts; longer means that it hangs. */
const patience = 60_000;

/** Whether a program of this name is missing, so that a test that needs it has to be left out. */
export function isMissing(program: string): boolean {
  try {
    return !new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

/** Runs a program to its end, a minute at most, with nothing on its standard input. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly directory?: string } = {},
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { ...options.environment },
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    stdin: "null",
    signal: AbortSignal.timeout(patience),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
