import type { Environment } from "./cluster.ts";
import { serverCommand } from "./command.ts";

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `main.ts` with these arguments and settings to its end, with nothing on its standard input. */
export async function run(
  args: readonly string[],
  options: { readonly environment?: Environment; readonly directory?: string } = {},
): Promise<Ran> {
  const { program, args: own, environment } = serverCommand(args);
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...own],
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    clearEnv: true,
    env: { ...environment, ...options.environment },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
