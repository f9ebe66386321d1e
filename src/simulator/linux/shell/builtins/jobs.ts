import { exitCode } from "../../kernel/exit_status.ts";
import type { Process } from "../../kernel/process.ts";
import { type SignalName, signalName } from "../../kernel/signals.ts";
import { sendSignals } from "../../programs/kill.ts";
import { SystemError } from "../../system_error.ts";
import type { TrapName } from "../flow.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** Builtins for other processes and for signals. */
export const jobBuiltins: Readonly<Record<string, Builtin>> = {
  kill: async (shell, args) =>
    await sendSignals(
      shell.process,
      args,
      (message) => shell.complain(shell.dialect === "busybox" ? message : `kill: ${message}`),
    ),
  trap,
  wait,
};

async function wait(shell: Shell, args: readonly string[]): Promise<number> {
  let code = 0;
  const pids = args.length > 0 ? args.map(Number) : [...shell.jobs.keys()];
  for (const pid of pids) {
    const job = shell.jobs.get(pid);
    if (job === undefined) {
      code = 127;
      continue;
    }
    const ended = await awaitJob(shell, job);
    if (ended === undefined) return 128 + 15;
    shell.jobs.delete(pid);
    code = args.length > 0 ? ended : 0;
  }
  return code;
}

/** Waits for a child; undefined when a trapped signal came first. */
async function awaitJob({ process }: Shell, job: Process): Promise<number | undefined> {
  try {
    return exitCode(await process.until(job.ended));
  } catch (error) {
    if (error instanceof SystemError && error.code === "EINTR") return undefined;
    throw error;
  }
}

async function trap(shell: Shell, args: readonly string[]): Promise<number> {
  const given = args[0] === "--" ? args.slice(1) : args;
  const [action, ...names] = given;
  if (action === undefined) {
    const rows = [...shell.traps].map(([name, text]) =>
      `trap -- '${text.replaceAll("'", `'"'"'`)}' ${name}\n`
    );
    await shell.process.write(1, rows.join(""));
    return 0;
  }
  const resets = names.length === 0 || action === "-";
  for (const text of names.length === 0 ? [action] : names) {
    const name = text === "0" || text === "EXIT" ? "EXIT" : signalName(text);
    if (name === undefined) {
      await shell.complain(`trap: ${text}: bad trap`);
      return 1;
    }
    setTrap(shell, name, resets ? undefined : action);
  }
  return 0;
}

function setTrap(shell: Shell, name: TrapName, action: string | undefined): void {
  if (action === undefined) shell.traps.delete(name);
  else shell.traps.set(name, action);
  if (name === "EXIT") return;
  const signal: SignalName = name;
  shell.process.dispose(signal, action === undefined ? undefined : action === "" ? "ignore" : "catch");
}
