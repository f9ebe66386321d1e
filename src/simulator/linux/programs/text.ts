import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { readLines } from "./input.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";

/** Programs that work on lines of text. */
export const textPrograms: Readonly<Record<string, Program>> = {
  cut: withOptions({ flags: "s", values: "bcdf", long: { delimiter: "d", fields: "f" } }, cut),
  rev: lineProgram((lines) => lines.map((line) => [...line].reverse().join(""))),
  seq,
  sort: withOptions(
    { flags: "nrufbhV", values: "kt" },
    (process, options) => lineProgram((lines) => sorted(lines, options))(process, options.operands),
  ),
  tac: lineProgram((lines) => lines.toReversed()),
  tr: withOptions({ flags: "dsc" }, translate),
  uniq: withOptions(
    { flags: "cdu" },
    (process, options) => lineProgram((lines) => unique(lines, options))(process, options.operands),
  ),
  yes: async (process, args) => {
    for (;;) await print(process, `${args.length === 0 ? "y" : args.join(" ")}\n`);
  },
};

/** A program that turns the lines of its input into others. */
function lineProgram(change: (lines: readonly string[]) => readonly string[]): Program {
  return async (process, paths) => {
    const lines: string[] = [];
    const code = await forEach(process, paths.length === 0 ? ["-"] : paths, async (path) => {
      lines.push(...await readLines(process, path));
    }, (path, reason) => `cannot read: ${path}: ${reason}`);
    await print(process, change(lines).map((line) => `${line}\n`).join(""));
    return code;
  };
}

function sorted(lines: readonly string[], options: Options): readonly string[] {
  const [first = "1"] = (options.values.get("k") ?? "").split(/[.,]/);
  const separator = options.values.get("t") ?? /\s+/;
  const isNumeric = options.has("n") || /n/.test(options.values.get("k") ?? "");
  const key = (line: string): string =>
    options.values.has("k") ? line.trim().split(separator).slice(parseInt(first) - 1).join(" ") : line;
  const ordered = lines.toSorted((a, b) => {
    const order = isNumeric ? (parseFloat(key(a)) || 0) - (parseFloat(key(b)) || 0) : 0;
    return order !== 0 ? order : key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
  });
  if (options.has("r")) ordered.reverse();
  return options.has("u") ? [...new Set(ordered)] : ordered;
}

function unique(lines: readonly string[], options: Options): readonly string[] {
  const groups: { line: string; count: number }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.line === line) last.count += 1;
    else groups.push({ line, count: 1 });
  }
  const kept = groups.filter(({ count }) =>
    options.has("d") ? count > 1 : options.has("u") ? count === 1 : true
  );
  return kept.map(({ line, count }) => options.has("c") ? `${String(count).padStart(7)} ${line}` : line);
}

async function cut(process: Process, options: Options): Promise<number> {
  const list = options.values.get("f") ?? options.values.get("c") ?? options.values.get("b");
  if (list === undefined) {
    return await complain(process, "you must specify a list of bytes, characters, or fields");
  }
  const isField = options.values.has("f");
  const delimiter = options.values.get("d") ?? "\t";
  const ranges = list.split(",").map((range) => {
    const [, from, dash, to] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    const start = from ? Number(from) : 1;
    return [start, dash ? (to ? Number(to) : Infinity) : start] as const;
  });
  const isWanted = (_: string, index: number): boolean =>
    ranges.some(([from, to]) => index + 1 >= from && index + 1 <= to);
  return await lineProgram((lines) =>
    lines.flatMap((line) => {
      if (!isField) return [[...line].filter(isWanted).join("")];
      if (!line.includes(delimiter)) return options.has("s") ? [] : [line];
      return [line.split(delimiter).filter(isWanted).join(delimiter)];
    })
  )(process, options.operands);
}

async function translate(process: Process, options: Options): Promise<number> {
  const [from = "", to = ""] = options.operands.map(characters);
  const isIn = (char: string): boolean => from.includes(char) !== options.has("c");
  const last = [...to].at(-1) ?? "";
  const decoder = new TextDecoder();
  let previous = "";
  for (;;) {
    const bytes = await process.read(0);
    if (bytes.length === 0) return 0;
    let text = "";
    for (const char of decoder.decode(bytes, { stream: true })) {
      if (options.has("d") && isIn(char)) continue;
      const at = options.has("c") ? (isIn(char) ? Infinity : -1) : [...from].indexOf(char);
      const changed = at < 0 || to === "" ? char : [...to][at] ?? last;
      const squeezed = options.has("s") && (to === "" ? isIn(changed) : to.includes(changed));
      if (!(squeezed && changed === previous)) text += changed;
      previous = changed;
    }
    await print(process, text);
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  digit: "0123456789",
  space: " \t\n\v\f\r",
  blank: " \t",
};

/** The characters that a set of `tr` names: ranges, classes, escapes. */
function characters(set: string): string {
  const plain = set.replace(
    /\[:(\w+):\]/g,
    (_, name: string) =>
      name === "alnum"
        ? `${CLASSES["lower"]}${CLASSES["upper"]}${CLASSES["digit"]}`
        : name === "alpha"
        ? `${CLASSES["lower"]}${CLASSES["upper"]}`
        : CLASSES[name] ?? "",
  ).replace(
    /\\([ntr\\0])/g,
    (_, letter: string) => ({ n: "\n", t: "\t", r: "\r", "\\": "\\", "0": "\0" })[letter] ?? letter,
  );
  return plain.replace(/([^])-([^])/g, (_, first: string, last: string) => {
    const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => String.fromCharCode(from + index))
      .join("");
  });
}

async function seq(process: Process, args: readonly string[]): Promise<number> {
  const numbers = args.filter((arg) => /^-?\d+(\.\d+)?$/.test(arg)).map(Number);
  const [first = 1, step = 1, last = 1] = numbers.length === 1
    ? [1, 1, numbers[0]]
    : numbers.length === 2
    ? [numbers[0], 1, numbers[1]]
    : numbers;
  if (numbers.length === 0 || step === 0) return await complain(process, "missing operand");
  for (let at = first; step > 0 ? at <= last : at >= last; at += step) await print(process, `${at}\n`);
  return 0;
}
