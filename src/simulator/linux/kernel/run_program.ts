import type { Entry } from "../files/entry.ts";
import { SystemError } from "../system_error.ts";
import type { Program } from "./machine.ts";
import type { Process } from "./process.ts";

/** Where programs are looked for when the environment does not say. */
export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const MOST_INTERPRETERS = 4;

/** Finds the file of a program, by its path or on PATH; undefined when there is none. */
export function findProgram(process: Process, name: string, searchPath?: string): string | undefined {
  if (name === "") return undefined;
  if (name.includes("/")) return process.fs.peek(name) === undefined ? undefined : name;
  const path = searchPath ?? process.env.get("PATH") ?? DEFAULT_PATH;
  const found = path.split(":").map((directory) => `${directory || "."}/${name}`).filter((file) => {
    const entry = process.fs.peek(file);
    return entry !== undefined && entry.kind !== "directory";
  });
  return found.find((file) => isRunnable(process, process.fs.entry(file))) ?? found[0];
}

function isRunnable({ fs }: Process, entry: Entry): boolean {
  return entry.kind !== "directory" && fs.may(entry, "run");
}

/**
 * Lets a process become another program and answers with its exit code.
 *
 * @throws {SystemError} ENOENT, EACCES or ENOEXEC when it cannot
 */
export async function runProgram(process: Process, argv: readonly string[], depth = 0): Promise<number> {
  const [name = "", ...args] = argv;
  const file = findProgram(process, name);
  if (file === undefined) throw new SystemError("ENOENT");
  const entry = process.fs.entry(file);
  if (!isRunnable(process, entry)) throw new SystemError("EACCES");
  for (const [signal, disposition] of [...process.dispositions()]) {
    if (disposition === "catch") process.dispose(signal, undefined);
  }
  if (entry.kind === "program") {
    const program = process.machine.programs[entry.program];
    if (program === undefined) throw new SystemError("ENOEXEC");
    process.argv = argv;
    return await runToEnd(process, program, args);
  }
  if (entry.kind !== "file" || depth > MOST_INTERPRETERS) throw new SystemError("ENOEXEC");
  const line = /^#![ \t]*(\S+)(?:[ \t]+([^\n]*\S))?/.exec(
    new TextDecoder().decode(entry.content.slice(0, 256)),
  );
  // A text without an interpreter is a script for the shell; anything else is no program of this system.
  if (line === null && entry.content.slice(0, 256).includes(0)) throw new SystemError("ENOEXEC");
  const [, interpreter = "/bin/sh", argument] = line ?? [];
  const rest = argument === undefined ? [file] : [argument, file];
  return await runProgram(process, [interpreter, ...rest, ...args], depth + 1);
}

/** What a system call of the program fails for ends it with a message. */
async function runToEnd(process: Process, program: Program, args: readonly string[]): Promise<number> {
  try {
    return await program(process, args);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    process.files.peek(2)?.write(new TextEncoder().encode(`${process.argv[0] ?? ""}: ${error.message}\n`));
    return 1;
  }
}
