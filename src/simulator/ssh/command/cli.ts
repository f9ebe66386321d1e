import type { Program } from "../../linux/kernel/machine.ts";
import type { Process } from "../../linux/kernel/process.ts";
import { ROOT, type Site } from "../site.ts";
import { ArgumentFault, type ArgumentNames, sortArguments } from "./arguments.ts";
import { CommandFailure, exitCodeOf, failureOf } from "./failure.ts";
import { followTask, isGood } from "./follow_task.ts";

/** What one of Proxmox's commands works with. */
export interface CliCall {
  readonly site: Site;
  /** The node it runs on. */
  readonly node: string;
  readonly process: Process;
  /** `pct status <vmid> [OPTIONS]`, as messages end with. */
  readonly synopsis: string;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly extra: readonly string[];
}

/** One command of a program: `pct start`, `qm guest exec`. */
export interface CliCommand {
  /** What follows the command's name, for example `<vmid> [OPTIONS]`. */
  readonly usage: string;
  /** Kinds of its options by name; or a look-up. */
  readonly options?: Readonly<Record<string, "boolean" | "value">> | ArgumentNames["option"];
  readonly run: (call: CliCall) => Promise<number> | number;
}

/** The commands of a program by name; a name of two words is a command of a command. */
export type CliCommands = Readonly<Record<string, CliCommand>>;

/** Makes a program of commands, in the manner of Proxmox's own. */
export function cliProgram(
  name: string,
  commands: CliCommands,
  context: { site: Site; node: string },
): Program {
  return async (process, args) => {
    const { site, node } = context;
    if (site.startUp > 0) await process.sleep(site.startUp);
    try {
      if (process.user.uid !== 0) throw new CommandFailure("please run as root");
      const words = commands[args.slice(0, 2).join(" ")] === undefined ? 1 : 2;
      const title = args.slice(0, words).join(" ");
      const command = commands[title];
      if (command === undefined) throw new CommandFailure(unknown(name, title, commands));
      const synopsis = `${name} ${title} ${command.usage}`;
      const sorted = sort(byLocale(process, args.slice(words)), command, synopsis);
      return await command.run({ site, node, process, synopsis, ...sorted });
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      await process.write(2, `${error.message}\n`);
      return error.code;
    }
  };
}

function sort(args: readonly string[], command: CliCommand, synopsis: string) {
  const { usage, options = {} } = command;
  const required = usage.replace(/\[<[^\]]*\]/g, "");
  try {
    return sortArguments(args, {
      fixed: [...required.matchAll(/(?<!-\S+ )<([\w-]+)>/g)].map(([, name = ""]) => name),
      optional: [...usage.matchAll(/\[<([\w-]+)>\]/g)].map(([, name = ""]) => name).filter((name) =>
        name !== "extra-args"
      ),
      extra: usage.includes("[<extra-args>]"),
      option: typeof options === "function"
        ? options
        : (name) => Object.hasOwn(options, name) ? options[name] : undefined,
    });
  } catch (error) {
    if (error instanceof ArgumentFault) throw new CommandFailure(`${error.message}${synopsis}`);
    throw error;
  }
}

function unknown(name: string, title: string, commands: CliCommands): string {
  const rows = Object.entries(commands).map(([command, { usage }]) => `       ${name} ${command} ${usage}\n`);
  const first = title === "" ? "no command specified" : `unknown command '${name} ${title}'`;
  return `ERROR: ${first}\nUSAGE: ${name} <COMMAND> [ARGS] [OPTIONS]\n\n${rows.join("")}`;
}

/** Perl reads arguments by the locale: outside of UTF-8, what is not ASCII is lost. */
function byLocale({ env }: Process, args: readonly string[]): readonly string[] {
  const locale = env.get("LC_ALL") || env.get("LC_CTYPE") || env.get("LANG") || "";
  return /utf-?8/i.test(locale) ? args : args.map((arg) => arg.replace(/\P{ASCII}/gu, "?"));
}

/** The value of an argument as one text. */
export function text(call: CliCall, name: string): string | undefined {
  const value = call.values[name];
  return typeof value === "string" ? value : value?.at(-1);
}

/**
 * The guest id among the arguments.
 *
 * @throws {CommandFailure} when it is none
 */
export function vmidOf(call: CliCall): number {
  const vmid = text(call, "vmid") ?? "";
  if (/^\d+$/.test(vmid)) return Number(vmid);
  throw new CommandFailure(
    `400 Parameter verification failed.\nvmid: type check ('integer') failed - got '${vmid}'\n${call.synopsis}`,
  );
}

/**
 * Makes a call of the REST tree on the command's node, as root.
 *
 * @throws {CommandFailure} when it fails
 */
export async function api(
  call: CliCall,
  method: string,
  path: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const { site, node, synopsis } = call;
  const response = await site.call({ node, method, path, params, identity: ROOT, pastDaemons: true });
  if (response.status !== 200) throw failureOf(response, synopsis);
  return response.text ?? response.data;
}

/**
 * Runs a task in the foreground; `isLenient` for commands whose exit code says nothing of it.
 *
 * @throws {CommandFailure} with its exit status when it went wrong
 */
export async function runTask(call: CliCall, upid: unknown, isLenient = false): Promise<number> {
  const status = await followTask(call.site, call.process, String(upid));
  if (isGood(status)) return 0;
  if (!isLenient) throw new CommandFailure(status, exitCodeOf(status) === 11 ? 11 : 255);
  await call.process.write(2, `${status}\n`);
  return 0;
}
