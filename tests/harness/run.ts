import type { Environment } from "./cluster.ts";
import { serverCommand } from "./command.ts";

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a command that hangs is ended, and the test with it. */
const deadline = 120_000;

/** Runs `main.ts` with these arguments and settings to its end, with nothing on its standard input. */
export async function run(
  args: readonly string[],
  options: { readonly environment?: Environment; readonly directory?: string } = {},
): Promise<Ran> {
  const { program, args: own, environment } = serverCommand(args);
  const late = AbortSignal.timeout(deadline);
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...own],
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    clearEnv: true,
    env: { ...environment, ...options.environment },
    stdin: "null",
    signal: late,
  }).output();
  const decoder = new TextDecoder();
  if (late.aborted) {
    throw new Error(
      `proxmox-mcp ${args.join(" ")} did not end within ${deadline / 1000} s: ${decoder.decode(stderr)}`,
    );
  }
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
