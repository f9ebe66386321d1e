import { absolutePath } from "../../files/path.ts";
import { findProgram } from "../../kernel/run_program.ts";
import { systemErrorText } from "../../system_error.ts";
import { Return, ShellFault } from "../flow.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** Builtins that run other commands or tell what a name is. */
export const sourceBuiltins: Readonly<Record<string, Builtin>> = {
  ".": source,
  source,
  eval: async (shell, args) => await shell.evaluate(args.join(" ")),
  command,
  type: describe,
  hash: () => 0,
  ulimit: async ({ process }) => {
    await process.write(1, "unlimited\n");
    return 0;
  },
};

async function source(shell: Shell, [path = "", ...args]: readonly string[]): Promise<number> {
  const { process, positional } = shell;
  let text: string;
  try {
    text = new TextDecoder().decode(process.fs.read(absolutePath(path, process.cwd)));
  } catch (error) {
    throw new ShellFault(`.: ${path}: ${systemErrorText(error)}`);
  }
  if (args.length > 0) shell.positional = args;
  try {
    return await shell.evaluate(text);
  } catch (error) {
    if (error instanceof Return) return error.code;
    throw error;
  } finally {
    shell.positional = positional;
  }
}

async function command(shell: Shell, args: readonly string[]): Promise<number> {
  const [option, ...names] = args;
  if (option !== "-v" && option !== "-V") {
    const argv = args.filter((arg, index) => index > 0 || (arg !== "--" && arg !== "-p"));
    return argv.length === 0 ? 0 : await shell.call(argv);
  }
  let code = 0;
  for (const name of names) {
    const isOwn = shell.functions.has(name) || shell.builtin(name) !== undefined;
    const found = isOwn ? name : findProgram(shell.process, name, shell.variables.get("PATH"));
    if (found === undefined) code = 127;
    else await shell.process.write(1, option === "-v" ? `${found}\n` : `${name} is ${found}\n`);
  }
  return code;
}

async function describe(shell: Shell, names: readonly string[]): Promise<number> {
  let code = 0;
  for (const name of names) {
    const file = findProgram(shell.process, name, shell.variables.get("PATH"));
    const kind = shell.functions.has(name)
      ? "a shell function"
      : shell.builtin(name) !== undefined
      ? "a shell builtin"
      : file;
    if (kind === undefined) code = 127;
    await shell.process.write(1, kind === undefined ? `${name}: not found\n` : `${name} is ${kind}\n`);
  }
  return code;
}
