import { absolutePath } from "../../files/path.ts";
import { systemErrorText } from "../../system_error.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** Builtins for where the shell is and what it makes. */
export const directoryBuiltins: Readonly<Record<string, Builtin>> = {
  cd: changeDirectory,
  pwd: async ({ process }) => {
    await process.write(1, `${process.cwd}\n`);
    return 0;
  },
  umask: async ({ process }, [mask]) => {
    if (mask === undefined) await process.write(1, `${process.umask.toString(8).padStart(4, "0")}\n`);
    else process.umask = parseInt(mask, 8);
    return 0;
  },
};

async function changeDirectory(shell: Shell, args: readonly string[]): Promise<number> {
  const { process, variables } = shell;
  const [given] = args.filter((arg) => !/^-[-LP]$/.test(arg));
  const path = given === "-" ? variables.get("OLDPWD") ?? "" : given ?? variables.get("HOME") ?? "";
  const target = absolutePath(path, process.cwd);
  try {
    const entry = process.fs.entry(target);
    if (entry.kind !== "directory") return await refuse(shell, path, "Not a directory");
    process.fs.require(entry, "run");
  } catch (error) {
    return await refuse(shell, path, systemErrorText(error));
  }
  variables.set("OLDPWD", process.cwd);
  process.cwd = target;
  variables.set("PWD", target);
  if (given === "-") await process.write(1, `${target}\n`);
  return 0;
}

async function refuse(shell: Shell, path: string, reason: string): Promise<number> {
  await shell.complain(shell.dialect === "bash" ? `cd: ${path}: ${reason}` : `cd: can't cd to ${path}`);
  return shell.dialect === "bash" ? 1 : 2;
}
