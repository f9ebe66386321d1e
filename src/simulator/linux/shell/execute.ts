import { makePipe } from "../kernel/pipe.ts";
import type { Process } from "../kernel/process.ts";
import { runProgram } from "../kernel/run_program.ts";
import { SystemError } from "../system_error.ts";
import type { Builtin } from "./builtins/builtin.ts";
import { BUILTINS, SPECIAL_BUILTINS } from "./builtins/catalog.ts";
import { executeCompound } from "./execute_compound.ts";
import { expandFields, expandText } from "./expand.ts";
import { Exit, Replaced, Return } from "./flow.ts";
import { redirect, redirectFor, RedirectionFault } from "./redirect.ts";
import type { Shell } from "./shell.ts";
import type { Command, ListItem, Pipeline, Redirection, Script, SimpleCommand } from "./syntax.ts";

/** Runs a script in a shell and answers with the last exit code. */
export async function executeScript(shell: Shell, script: Script): Promise<number> {
  shell.status = script.items.length === 0 ? 0 : shell.status;
  for (const item of script.items) await executeItem(shell, item);
  return shell.status;
}

/** Runs a script that is all the shell has to do: a single command takes its place. */
export async function executeAlone(shell: Shell, script: Script): Promise<number> {
  const [item, ...more] = script.items;
  const isSingle = item !== undefined && more.length === 0 && item.rest.length === 0 && !item.background;
  const [command, ...others] = item?.first.commands ?? [];
  if (!isSingle || command === undefined || others.length > 0 || item.first.negated) {
    return await executeScript(shell, script);
  }
  return await executeCommand(shell, command, true);
}

/** Runs a builtin or a program with its arguments. */
export async function executeArgv(shell: Shell, argv: readonly string[]): Promise<number> {
  const [name = "", ...args] = argv;
  const builtin = BUILTINS[name];
  if (builtin !== undefined) return await callBuiltin(shell, name, builtin, args);
  return await shell.awaitChild(shell.spawn((subshell) => become(subshell, [], argv, [])));
}

async function executeItem(shell: Shell, item: ListItem): Promise<void> {
  if (item.background) {
    startBackground(shell, item);
    return;
  }
  const pipelines = [{ operator: undefined, pipeline: item.first }, ...item.rest];
  let wasRun = true;
  for (const [index, { operator, pipeline }] of pipelines.entries()) {
    if (operator === "&&" && shell.status !== 0 || operator === "||" && shell.status === 0) {
      wasRun = false;
      continue;
    }
    wasRun = true;
    const isCondition = index < pipelines.length - 1 || pipeline.negated;
    shell.conditions += isCondition ? 1 : 0;
    try {
      shell.status = await executePipeline(shell, pipeline);
    } finally {
      shell.conditions -= isCondition ? 1 : 0;
    }
    await shell.runTraps();
  }
  const isFatal = shell.status !== 0 && wasRun && shell.options.has("e") && shell.conditions === 0;
  const last = pipelines.at(-1)?.pipeline;
  if (isFatal && last?.negated !== true) throw new Exit(shell.status);
}

function startBackground(shell: Shell, item: ListItem): void {
  const child = shell.spawn((subshell) =>
    executeAlone(subshell, { items: [{ ...item, background: false }] })
  );
  const { pid } = child;
  shell.jobs.set(pid, child);
  shell.lastBackground = pid;
  shell.status = 0;
}

async function executePipeline(shell: Shell, { commands, negated }: Pipeline): Promise<number> {
  const [only, ...more] = commands;
  const code = only !== undefined && more.length === 0
    ? await executeCommand(shell, only)
    : await executePipes(shell, commands);
  return negated ? (code === 0 ? 1 : 0) : code;
}

async function executePipes(shell: Shell, commands: readonly Command[]): Promise<number> {
  const children: Process[] = [];
  let input: ReturnType<typeof makePipe>["reading"] | undefined;
  for (const [index, command] of commands.entries()) {
    const pipe = index < commands.length - 1 ? makePipe() : undefined;
    const source = input;
    children.push(
      shell.spawn((subshell) => executeCommand(subshell, command, true), (child) => {
        if (source !== undefined) child.files.set(0, source);
        if (pipe !== undefined) child.files.set(1, pipe.writing);
      }),
    );
    input = pipe?.reading;
  }
  const codes: number[] = [];
  for (const child of children) codes.push(await shell.awaitChild(child));
  const failed = shell.options.has("o") ? codes.findLast((code) => code !== 0) : undefined;
  return failed ?? codes.at(-1) ?? 0;
}

/** Runs a command; `isLast` when the process has nothing to do afterwards, so that a program may take its place. */
export async function executeCommand(shell: Shell, command: Command, isLast = false): Promise<number> {
  await shell.process.breathe();
  if (command.kind === "simple") return await executeSimple(shell, command, isLast);
  if (command.kind === "subshell" && !isLast) {
    return await shell.awaitChild(shell.spawn((subshell) => executeCommand(subshell, command, true)));
  }
  const work = (): Promise<number> => executeCompound(shell, command);
  return await redirected(shell, command.redirections, work, isLast);
}

async function redirected(
  shell: Shell,
  redirections: readonly Redirection[],
  work: () => Promise<number>,
  isLast = false,
): Promise<number> {
  if (redirections.length === 0) return await work();
  let restore = (): void => {};
  try {
    // Who needs the former files no more must not keep them open.
    if (isLast) await redirect(shell, redirections);
    else restore = await redirectFor(shell, redirections);
  } catch (error) {
    return await redirectionFailed(shell, error);
  }
  try {
    return await work();
  } finally {
    restore();
  }
}

async function redirectionFailed(shell: Shell, error: unknown): Promise<number> {
  if (!(error instanceof RedirectionFault)) throw error;
  await shell.complain(error.message);
  return shell.dialect === "dash" ? 2 : 1;
}

async function executeSimple(
  shell: Shell,
  command: SimpleCommand & { readonly redirections: readonly Redirection[] },
  isLast: boolean,
): Promise<number> {
  shell.line = command.line;
  shell.substituted = 0;
  const [name, ...args] = await expandFields(shell, command.words);
  const values: [string, string][] = [];
  for (const assignment of command.assignments) {
    values.push([assignment.name, await expandText(shell, assignment.value)]);
  }
  const { substituted } = shell;
  if (name === undefined) {
    for (const [variable, value] of values) shell.variables.set(variable, value);
    // A substitution's exit code is the command's when there is nothing else.
    return await redirected(shell, command.redirections, () => Promise.resolve(substituted));
  }
  await trace(shell, [...values.map(([variable, value]) => `${variable}=${value}`), name, ...args]);
  const body = shell.functions.get(name);
  const builtin = BUILTINS[name];
  if (name === "exec") return await executeExec(shell, command.redirections, args, values);
  if (body !== undefined) {
    return await redirected(shell, command.redirections, () => callFunction(shell, body, args, values));
  }
  if (builtin !== undefined) {
    const keeps = SPECIAL_BUILTINS.has(name);
    return await redirected(
      shell,
      command.redirections,
      () => withVariables(shell, values, keeps, () => callBuiltin(shell, name, builtin, args)),
    );
  }
  if (isLast && !hasActions(shell)) {
    return await become(shell, command.redirections, [name, ...args], values);
  }
  const child = shell.spawn((subshell) => become(subshell, command.redirections, [name, ...args], values));
  return await shell.awaitChild(child);
}

/** Whether something is left to do on a signal or at the end. */
function hasActions({ traps }: Shell): boolean {
  return [...traps.values()].some((action) => action !== "");
}

/** Turns the shell's process into a program. */
async function become(
  shell: Shell,
  redirections: readonly Redirection[],
  argv: readonly string[],
  values: readonly (readonly [string, string])[],
): Promise<number> {
  const { process } = shell;
  try {
    await redirect(shell, redirections);
  } catch (error) {
    return await redirectionFailed(shell, error);
  }
  process.env.clear();
  for (const [name, value] of [...shell.variables.environment(), ...values]) process.env.set(name, value);
  try {
    throw new Replaced(await runProgram(process, argv));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const [name = ""] = argv;
    await shell.complain(error.code === "ENOENT" ? notFound(shell, name) : `${name}: ${error.message}`);
    return error.code === "ENOENT" ? 127 : 126;
  }
}

function notFound({ dialect }: Shell, name: string): string {
  if (name.includes("/") && dialect === "bash") return `${name}: No such file or directory`;
  return dialect === "bash" ? `${name}: command not found` : `${name}: not found`;
}

async function executeExec(
  shell: Shell,
  redirections: readonly Redirection[],
  args: readonly string[],
  values: readonly (readonly [string, string])[],
): Promise<number> {
  const argv = args[0] === "--" ? args.slice(1) : args;
  if (argv.length > 0) throw new Exit(await become(shell, redirections, argv, values));
  for (const [name, value] of values) shell.variables.set(name, value);
  try {
    await redirect(shell, redirections);
    return 0;
  } catch (error) {
    throw new Exit(await redirectionFailed(shell, error));
  }
}

async function callBuiltin(
  shell: Shell,
  name: string,
  builtin: Builtin,
  args: readonly string[],
): Promise<number> {
  try {
    return await builtin(shell, args);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.code !== "EINTR") await shell.complain(`${name}: ${error.message}`);
    return 1;
  }
}

async function callFunction(
  shell: Shell,
  body: Command,
  args: readonly string[],
  values: readonly (readonly [string, string])[],
): Promise<number> {
  const { positional } = shell;
  shell.positional = args;
  shell.variables.enter();
  shell.functionDepth += 1;
  try {
    return await withVariables(shell, values, false, () => executeCommand(shell, body));
  } catch (error) {
    if (error instanceof Return) return error.code;
    throw error;
  } finally {
    shell.functionDepth -= 1;
    shell.variables.leave();
    shell.positional = positional;
  }
}

/** Runs work with variables set before its name; only special builtins leave them behind. */
async function withVariables(
  shell: Shell,
  values: readonly (readonly [string, string])[],
  keeps: boolean,
  work: () => Promise<number>,
): Promise<number> {
  if (values.length === 0) return await work();
  if (!keeps) shell.variables.enter();
  try {
    for (const [name, value] of values) {
      if (!keeps) shell.variables.makeLocal(name);
      shell.variables.set(name, value);
    }
    return await work();
  } finally {
    if (!keeps) shell.variables.leave();
  }
}

async function trace(shell: Shell, words: readonly string[]): Promise<void> {
  if (shell.options.has("x")) await shell.process.write(2, `+ ${words.join(" ")}\n`);
}
