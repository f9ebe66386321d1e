/** Milliseconds after which a program that a script started is ended. */
const limit = 10 * 60_000;

/**
 * Runs a program to its end and returns what it wrote to standard output.
 *
 * @throws Error with what it wrote to standard error, when it fails or takes ten minutes
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { ...environment },
    stdin: "null",
    signal: AbortSignal.timeout(limit),
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${program} ${args[0] ?? ""} failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
