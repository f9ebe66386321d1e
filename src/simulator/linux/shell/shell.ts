import { makePipe } from "../kernel/pipe.ts";
import { exitCode } from "../kernel/exit_status.ts";
import type { Process } from "../kernel/process.ts";
import type { SignalName } from "../kernel/signals.ts";
import { accountsOf } from "../files/accounts.ts";
import type { Builtin } from "./builtins/builtin.ts";
import { BUILTINS } from "./builtins/catalog.ts";
import { systemErrorText } from "../system_error.ts";
import { executeAlone, executeArgv, executeScript } from "./execute.ts";
import { Exit, LoopJump, Replaced, Return, ShellFault, type TrapName } from "./flow.ts";
import { parseScript } from "./parse.ts";
import { type Command, type Script, ShellSyntaxError } from "./syntax.ts";
import { Variables } from "./variables.ts";

/** What dash says of a program that a signal ended. */
const DEATHS: Readonly<Partial<Record<SignalName, string>>> = {
  ABRT: "Aborted",
  HUP: "Hangup",
  KILL: "Killed",
  QUIT: "Quit",
  SEGV: "Segmentation fault",
  TERM: "Terminated",
};

/** Which shell it is, where they differ: in words and in `echo`. */
export type Dialect = "dash" | "bash" | "busybox";

/** The state of a running shell. Subshells are copies in processes of their own. */
export class Shell {
  readonly process: Process;
  readonly dialect: Dialect;
  /** `$0`. */
  readonly name: string;
  readonly variables: Variables;
  readonly functions: Map<string, Command>;
  /** Letters of the options that are on. */
  readonly options: Set<string>;
  readonly traps: Map<TrapName, string>;
  /** Children in the background that were not waited for, by process id. */
  readonly jobs = new Map<number, Process>();
  /** `$$`: a subshell keeps its parent's. */
  readonly rootPid: number;
  positional: readonly string[];
  status = 0;
  /** Exit code of the last command substitution. */
  substituted = 0;
  line = 1;
  lastBackground: number | undefined;
  /** How many loops, and how many conditions that no failure ends the script in, are around the current command. */
  loops = 0;
  conditions = 0;
  functionDepth = 0;

  constructor(process: Process, options: {
    readonly dialect: Dialect;
    readonly name: string;
    readonly positional?: readonly string[];
    readonly from?: Shell;
  }) {
    const { from } = options;
    this.process = process;
    this.dialect = options.dialect;
    this.name = options.name;
    this.positional = options.positional ?? from?.positional ?? [];
    this.variables = from?.variables.clone() ?? Variables.fromEnvironment(process.env);
    this.functions = new Map(from?.functions);
    this.options = new Set(from?.options);
    // A subshell keeps what is ignored, but not what is done on a signal.
    this.traps = new Map([...from?.traps ?? []].filter(([, action]) => action === ""));
    this.rootPid = from?.rootPid ?? process.pid;
    this.status = from?.status ?? 0;
    this.line = from?.line ?? 1;
    this.lastBackground = from?.lastBackground;
    this.conditions = from?.conditions ?? 0;
    this.functionDepth = from?.functionDepth ?? 0;
    if (from === undefined) {
      this.variables.set("PPID", String(process.parent?.pidIn(process.machine.pids) ?? 0));
      this.variables.set("PWD", process.cwd);
      this.variables.set("OLDPWD", this.variables.get("OLDPWD") ?? process.cwd);
      this.variables.set("IFS", " \t\n");
    }
  }

  /** The value of a variable, a positional or a special parameter. */
  parameter(name: string): string | undefined {
    if (/^[1-9]\d*$/.test(name)) return this.positional[Number(name) - 1];
    switch (name) {
      case "0":
        return this.name;
      case "#":
        return String(this.positional.length);
      case "?":
        return String(this.status);
      case "$":
        return String(this.rootPid);
      case "!":
        return this.lastBackground === undefined ? undefined : String(this.lastBackground);
      case "-":
        return [...this.options].join("");
      case "@":
      case "*":
        return this.positional.join(" ");
      default:
        return this.variables.get(name);
    }
  }

  /** Home directory of a user. */
  homeOf(user: string): string | undefined {
    return accountsOf(this.process.fs).byName(user)?.home;
  }

  /** Writes a line of the shell's own to stderr. */
  async complain(message: string): Promise<void> {
    const place = this.dialect === "bash"
      ? `${this.name}: line ${this.line}`
      : this.dialect === "dash"
      ? `${this.name}: ${this.line}`
      : this.name;
    await this.#say(`${place}: ${message}\n`);
  }

  async #say(text: string): Promise<void> {
    try {
      await this.process.write(2, text);
    } catch (error) {
      // Nobody hears it, which is no fault of the script's.
      systemErrorText(error);
    }
  }

  /** Starts a copy of the shell in a process of its own. */
  spawn(work: (shell: Shell) => Promise<number>, prepare: (child: Process) => void = () => {}): Process {
    const child = this.process.fork({ env: this.variables.environment() });
    prepare(child);
    child.run(async (process) => {
      const shell = new Shell(process, { dialect: this.dialect, name: this.name, from: this });
      return await shell.toEnd(() => work(shell));
    });
    return child;
  }

  /** Waits for a child in the foreground and takes over its exit code. */
  async awaitChild(child: Process): Promise<number> {
    const status = await this.process.untilSure(child.ended);
    const death = "signal" in status ? DEATHS[status.signal] : undefined;
    if (death !== undefined && this.dialect === "dash") await this.#say(`${death}\n`);
    return exitCode(status);
  }

  /** Runs a script in a subshell and gives its output back. */
  async capture(script: Script): Promise<string> {
    const { reading, writing } = makePipe();
    reading.hold();
    const child = this.spawn((shell) => shell.run(script), (process) => process.files.set(1, writing));
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    let text = "";
    try {
      for (;;) {
        const { changed } = reading;
        const bytes = reading.read(65536);
        if (bytes?.length === 0) break;
        if (bytes === undefined) await this.process.untilSure(changed);
        else text += decoder.decode(bytes, { stream: true });
      }
    } finally {
      reading.release();
    }
    this.substituted = await this.awaitChild(child);
    return (text + decoder.decode()).replaceAll("\0", "");
  }

  /** Runs work to the shell's end, its EXIT trap included, and answers with the exit code. */
  async toEnd(work: () => Promise<number>): Promise<number> {
    try {
      this.status = await this.#outcome(work);
    } catch (error) {
      if (error instanceof Replaced) return error.code;
      throw error;
    }
    const action = this.traps.get("EXIT");
    if (action === undefined || action === "") return this.status;
    this.traps.delete("EXIT");
    const { status } = this;
    return await this.#outcome(async () => {
      await this.evaluate(action);
      return status;
    });
  }

  async #outcome(work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Exit || error instanceof Return) return error.code;
      if (error instanceof LoopJump) return this.status;
      if (!(error instanceof ShellFault)) throw error;
      await this.complain(error.message);
      return error.code;
    }
  }

  /** Runs a script in this shell. */
  async run(script: Script): Promise<number> {
    return await executeScript(this, script);
  }

  /** Runs a script after which the shell has nothing to do, so that a single command may take its place. */
  async runAlone(script: Script): Promise<number> {
    return await executeAlone(this, script);
  }

  /** Runs a builtin or a program, whatever functions there are. */
  async call(argv: readonly string[]): Promise<number> {
    return await executeArgv(this, argv);
  }

  /** What the shell does itself under a name. */
  builtin(name: string): Builtin | undefined {
    return BUILTINS[name];
  }

  /** Runs a script whose failures do not end the shell under `set -e`; tells whether it went well. */
  async holds(script: Script): Promise<boolean> {
    this.conditions += 1;
    try {
      return await this.run(script) === 0;
    } finally {
      this.conditions -= 1;
    }
  }

  /** Runs a text as commands of this shell. */
  async evaluate(text: string): Promise<number> {
    try {
      return await this.run(parseScript(text));
    } catch (error) {
      if (error instanceof ShellSyntaxError) throw new ShellFault(error.message);
      throw error;
    }
  }

  /** Runs the actions of the signals that were caught meanwhile. */
  async runTraps(): Promise<void> {
    for (let name = this.process.caught.shift(); name !== undefined; name = this.process.caught.shift()) {
      const action = this.traps.get(name);
      if (action === undefined || action === "") continue;
      const { status } = this;
      await this.evaluate(action);
      this.status = status;
    }
  }
}
