import type { Ran } from "../harness/run.ts";
import type { CleanMachine } from "./clean_machine.ts";

/** Milliseconds for one command of a page. */
const patience = 60_000;

function bash(machine: CleanMachine, command: string, options: readonly string[]): Deno.Command {
  return new Deno.Command("bash", {
    args: ["--norc", ...options, "-c", command],
    cwd: machine.home,
    clearEnv: true,
    env: { ...machine.environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a command in a shell of the machine, a minute at most. */
export async function runToEnd(
  machine: CleanMachine,
  command: string,
  options: readonly string[] = ["-e", "-o", "pipefail"],
): Promise<Ran> {
  const child = bash(machine, command, options).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/**
 * Runs a server until it says that it is there, and then ends it as Ctrl-C does.
 *
 * @throws Error when it ends before, does not say so within a minute, or ends badly
 */
export async function runUntil(machine: CleanMachine, command: string, sign: RegExp): Promise<void> {
  const child = bash(machine, command, []).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  let written = "";
  let isThere = false;
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      written += text;
      if (isThere || !sign.test(written)) continue;
      isThere = true;
      child.kill("SIGINT");
    }
  };
  const [{ code }] = await Promise.all([child.status, read(child.stdout), read(child.stderr)]);
  clearTimeout(timer);
  if (!isThere || code !== 0) throw new Error(`exit code ${code}, and it wrote:\n${written}`);
}
