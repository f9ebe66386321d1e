import { ShellFault } from "../flow.ts";
import type { Shell } from "../shell.ts";
import type { Builtin } from "./builtin.ts";

/** Builtins that look at and change variables and parameters. */
export const variableBuiltins: Readonly<Record<string, Builtin>> = {
  export: (shell, args) => mark(shell, args, "exported"),
  readonly: (shell, args) => mark(shell, args, "readOnly"),
  local: (shell, args) => {
    for (const arg of args) {
      const [name, value] = assignment(arg);
      if (!shell.variables.makeLocal(name)) throw new ShellFault("local: not in a function");
      if (value !== undefined) shell.variables.set(name, value);
    }
    return 0;
  },
  unset: (shell, args) => {
    const isFunction = args[0] === "-f";
    for (const name of args.filter((arg) => !arg.startsWith("-"))) {
      if (isFunction) shell.functions.delete(name);
      else shell.variables.unset(name);
    }
    return 0;
  },
  shift: (shell, [count = "1"]) => {
    if (Number(count) > shell.positional.length) throw new ShellFault("shift: can't shift that many");
    shell.positional = shell.positional.slice(Number(count));
    return 0;
  },
  set: setOptions,
  read,
};

function assignment(text: string): [name: string, value: string | undefined] {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new ShellFault(`${name}: bad variable name`);
  return [name, at < 0 ? undefined : text.slice(at + 1)];
}

async function mark(shell: Shell, args: readonly string[], kind: "exported" | "readOnly"): Promise<number> {
  const given = args.filter((arg) => arg !== "-p");
  for (const arg of given) {
    const [name, value] = assignment(arg);
    if (value !== undefined) shell.variables.set(name, value);
    shell.variables.mark(name, kind);
  }
  if (given.length > 0) return 0;
  const word = kind === "exported" ? "export" : "readonly";
  const rows = shell.variables.marked(kind).map((name) =>
    `${word} ${name}=${quoted(shell.variables.get(name) ?? "")}\n`
  );
  await shell.process.write(1, rows.join(""));
  return 0;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

const LONG_OPTIONS: Readonly<Record<string, string>> = {
  errexit: "e",
  noglob: "f",
  nounset: "u",
  xtrace: "x",
  pipefail: "o",
};

async function setOptions(shell: Shell, args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    const rows = shell.variables.entries().map(([name, value]) => `${name}=${quoted(value)}\n`);
    await shell.process.write(1, rows.join(""));
    return 0;
  }
  const rest = [...args];
  for (let arg = rest[0]; arg !== undefined && /^[-+]./.test(arg); arg = rest[0]) {
    rest.shift();
    if (arg === "--") {
      shell.positional = rest;
      return 0;
    }
    const letters = arg.endsWith("o") ? arg.slice(1, -1) + longOption(rest.shift()) : arg.slice(1);
    for (const letter of letters) {
      if (arg.startsWith("-")) shell.options.add(letter);
      else shell.options.delete(letter);
    }
  }
  if (rest.length > 0) shell.positional = rest;
  return 0;
}

function longOption(name = ""): string {
  const letter = LONG_OPTIONS[name];
  if (letter === undefined) throw new ShellFault(`set: Illegal option -o ${name}`);
  return letter;
}

/** Reads a line byte by byte, so that nothing behind it is lost to whoever reads next. */
async function read(shell: Shell, args: readonly string[]): Promise<number> {
  const raw = args.includes("-r");
  const names = args.filter((arg) => !arg.startsWith("-"));
  const bytes: number[] = [];
  let isWhole = false;
  while (!isWhole) {
    const [byte] = await shell.process.read(0, 1);
    if (byte === undefined) break;
    if (byte === 10 && !raw && bytes.at(-1) === 92) bytes.pop();
    else if (byte === 10) isWhole = true;
    else if (byte !== 0) bytes.push(byte);
  }
  const line = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  assignFields(shell, raw ? line : line.replace(/\\([^])/g, "$1"), names.length > 0 ? names : ["REPLY"]);
  return isWhole ? 0 : 1;
}

/** Gives each name a field of the line, the last one the rest. */
function assignFields(shell: Shell, line: string, names: readonly string[]): void {
  const ifs = shell.variables.get("IFS") ?? " \t\n";
  const blanks = [...ifs].filter((char) => /\s/.test(char)).join("");
  const isBlank = (char: string): boolean => char !== "" && blanks.includes(char);
  let rest = trim(line, isBlank);
  for (const [index, name] of names.entries()) {
    if (index === names.length - 1) {
      shell.variables.set(name, rest);
      continue;
    }
    const at = [...rest].findIndex((char) => ifs.includes(char));
    const end = ifs === "" || at < 0 ? rest.length : [...rest].slice(0, at).join("").length;
    shell.variables.set(name, rest.slice(0, end));
    const separator = rest.charAt(end);
    rest = trim(rest.slice(isBlank(separator) ? end : end + 1), isBlank);
  }
}

function trim(text: string, isBlank: (char: string) => boolean): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charAt(start))) start++;
  while (end > start && isBlank(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
