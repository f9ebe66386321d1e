import type { Guest } from "../cluster/guest.ts";
import { GuestFiles, normalize } from "./files.ts";
import { type Command, parseScript, type Pipeline, type Redirection, type Word } from "./parse.ts";
import { encode, fail, type ProgramInput, type ProgramResult, succeed } from "./program.ts";
import { PROGRAMS } from "./programs.ts";

const ENVIRONMENT = {
  HOME: "/root",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  PWD: "/",
  TERM: "linux",
};

/** How a command is started in a guest. */
export interface RunOptions {
  readonly stdin?: Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program of the guest with its arguments; no shell takes part. */
export function runProgram(guest: Guest, argv: readonly string[], options: RunOptions = {}): ProgramResult {
  const [path = "", ...args] = argv;
  const name = path.replace(/^(\/usr)?(\/local)?\/s?bin\//, "");
  const input: ProgramInput = {
    guest,
    files: new GuestFiles(guest),
    args,
    stdin: options.stdin ?? encode(""),
    cwd: options.cwd ?? "/",
    env: options.env ?? ENVIRONMENT,
  };
  if (["sh", "bash", "ash", "dash"].includes(name)) return runShell(input);
  const program = PROGRAMS[name];
  return program === undefined ? fail(`${path}: not found\n`, 127) : program(input);
}

/** Whether the guest has a program of that name. */
export function hasProgram(path: string): boolean {
  const name = path.replace(/^(\/usr)?(\/local)?\/s?bin\//, "");
  return ["sh", "bash", "ash", "dash"].includes(name) || PROGRAMS[name] !== undefined;
}

function runShell(input: ProgramInput): ProgramResult {
  const { args } = input;
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  const script = at < 0 ? new TextDecoder().decode(input.stdin) : args[at + 1] ?? "";
  const positional = at < 0 ? [] : args.slice(at + 2);
  return new Shell(input, positional).run(script);
}

/** Runs the pipelines of one script, one after the other. */
class Shell {
  readonly #input: ProgramInput;
  readonly #variables: Record<string, string>;
  #cwd: string;
  #code = 0;
  #seconds = 0;
  #killed: number | undefined;
  #isOver = false;
  readonly #out: number[] = [];
  readonly #err: number[] = [];

  constructor(input: ProgramInput, positional: readonly string[]) {
    this.#input = input;
    this.#cwd = input.cwd;
    const numbered = Object.fromEntries(positional.map((value, index) => [String(index), value]));
    this.#variables = { ...input.env, "0": "sh", ...numbered };
  }

  run(script: string): ProgramResult {
    for (const pipeline of parseScript(script)) {
      if (this.#isOver) break;
      if (pipeline.when === "success" && this.#code !== 0) continue;
      if (pipeline.when === "failure" && this.#code === 0) continue;
      this.#runPipeline(pipeline);
    }
    return {
      code: this.#code,
      out: Uint8Array.from(this.#out),
      err: Uint8Array.from(this.#err),
      seconds: this.#seconds,
      ...(this.#killed === undefined ? {} : { signal: this.#killed }),
    };
  }

  #runPipeline(pipeline: Pipeline): void {
    let stdin = this.#input.stdin;
    pipeline.commands.forEach((command, index) => {
      const result = this.#runCommand(command, stdin);
      this.#code = result.code;
      this.#seconds += result.seconds ?? 0;
      for (const byte of result.err) this.#err.push(byte);
      if (index < pipeline.commands.length - 1) stdin = result.out;
      else for (const byte of result.out) this.#out.push(byte);
    });
  }

  #runCommand(command: Command, stdin: Uint8Array): ProgramResult {
    const words = command.words.flatMap((word) => this.#expand(word));
    const input = command.redirections.find((one) => one.stream === 0);
    const source = input === undefined || typeof input.target === "number"
      ? stdin
      : this.#input.files.read(this.#path(input.target)) ?? encode("");
    return this.#redirect(this.#execute(words, source), command.redirections);
  }

  #execute(words: readonly string[], stdin: Uint8Array): ProgramResult {
    const [name, ...args] = words;
    if (name === undefined) return succeed();
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(name);
    if (assignment !== null) {
      this.#variables[assignment[1] ?? ""] = assignment[2] ?? "";
      return succeed();
    }
    if (name === "cd") return this.#changeDirectory(args[0] ?? "/root");
    if (name === "exit") {
      this.#isOver = true;
      return { ...succeed(), code: Number(args[0] ?? this.#code) };
    }
    if (name === "kill" && args.at(-1) === this.#variables["$"]) return this.#kill(args[0] ?? "-15");
    return runProgram(this.#input.guest, [name, ...args], { stdin, cwd: this.#cwd, env: this.#variables });
  }

  #changeDirectory(path: string): ProgramResult {
    const target = normalize(path, this.#cwd);
    if (!this.#input.files.isDirectory(target)) {
      return fail(`sh: cd: ${path}: No such file or directory\n`, 2);
    }
    this.#cwd = target;
    return succeed();
  }

  #kill(option: string): ProgramResult {
    this.#isOver = true;
    this.#killed = Number(option.slice(1));
    return { ...succeed(), code: 128 + this.#killed };
  }

  #redirect(result: ProgramResult, redirections: readonly Redirection[]): ProgramResult {
    let { out, err, code } = result;
    for (const { stream, target, append } of redirections) {
      if (stream === 0) continue;
      const content = stream === 1 ? out : err;
      if (target === 1) [out, err] = [concat(out, err), encode("")];
      else if (target === 2) [err, out] = [concat(err, out), encode("")];
      else {
        const path = this.#path(target);
        const old = append ? this.#input.files.read(path) ?? encode("") : encode("");
        if (path !== "/dev/null" && !this.#input.files.write(path, concat(old, content))) {
          [err, code] = [encode(`sh: cannot create ${path}: Directory nonexistent\n`), 2];
        }
        if (stream === 1) out = encode("");
        else err = encode("");
      }
    }
    return { ...result, code, out, err };
  }

  #path(word: Word): string {
    return normalize(this.#expand(word).join(""), this.#cwd);
  }

  /** Replaces variables; text outside quotes falls apart at blanks. */
  #expand(word: Word): string[] {
    const isQuoted = word.parts.some((part) => part.quote !== "none");
    const text = word.parts.map((part) => part.quote === "single" ? part.text : this.#substitute(part.text))
      .join("");
    return isQuoted ? [text] : text.split(/\s+/).filter((piece) => piece !== "");
  }

  #substitute(text: string): string {
    this.#variables["?"] = String(this.#code);
    this.#variables["$"] = "4242";
    return text.replace(
      /\$\{(\w+)\}|\$(\w+|[?$])/g,
      (_, braced: string, plain: string) => this.#variables[braced ?? plain] ?? "",
    );
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from([...a, ...b]);
}
