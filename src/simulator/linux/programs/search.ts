import { entrySize } from "../files/entry.ts";
import { baseName, joinPath } from "../files/path.ts";
import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { matchesPattern } from "../shell/pattern.ts";
import { systemErrorText } from "../system_error.ts";
import { readLines } from "./input.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, print } from "./output.ts";
import { regularExpression } from "./regular_expression.ts";

const GREP_OPTIONS = {
  flags: "EFGivncqlLhHorswxR",
  values: "eAmBC",
  long: { "ignore-case": "i", "invert-match": "v", count: "c", quiet: "q", color: "s" },
} as const;

/** Programs that look for text and files. */
export const searchPrograms: Readonly<Record<string, Program>> = {
  grep: withOptions(GREP_OPTIONS, grep),
  egrep: withOptions(GREP_OPTIONS, (process, options) => grep(process, options, true)),
  find,
};

async function grep(process: Process, options: Options, extended = false): Promise<number> {
  const operands = [...options.operands];
  const pattern = options.values.get("e") ?? operands.shift();
  if (pattern === undefined) return await complain(process, "usage: grep [OPTION]... PATTERNS [FILE]...", 2);
  const expression = regularExpression(pattern, {
    kind: options.has("F") ? "fixed" : extended || options.has("E") ? "extended" : "basic",
    ignoreCase: options.has("i"),
    words: options.has("w"),
    lines: options.has("x"),
  });
  const paths = operands.length === 0
    ? ["-"]
    : operands.flatMap((path) => options.has("rR") ? filesBelow(process, path) : [path]);
  const isNamed = (paths.length > 1 || options.has("HrR")) && !options.has("h");
  let [found, failed] = [false, false];
  for (const path of paths) {
    try {
      const hits = matching(await readLines(process, path), expression, options);
      found ||= hits.length > 0;
      if (!options.has("q")) {
        await printHits(process, hits, { options, prefix: isNamed ? `${path}:` : "", path });
      }
    } catch (error) {
      failed = true;
      const reason = systemErrorText(error);
      if (!options.has("s")) await complain(process, `${path}: ${reason}`);
    }
  }
  return failed && !(found && options.has("q")) ? 2 : found ? 0 : 1;
}

interface Hit {
  readonly number: number;
  readonly text: string;
}

function matching(lines: readonly string[], expression: RegExp, options: Options): Hit[] {
  const most = Number(options.values.get("m") ?? Infinity);
  return lines.flatMap((line, index): Hit[] => {
    const parts = [...line.matchAll(expression)].map(([part]) => part);
    if ((parts.length > 0) === options.has("v")) return [];
    const texts = options.has("o") && !options.has("v") ? parts.filter((part) => part !== "") : [line];
    return texts.map((text) => ({ number: index + 1, text }));
  }).slice(0, most);
}

async function printHits(
  process: Process,
  hits: readonly Hit[],
  { options, prefix, path }: { readonly options: Options; readonly prefix: string; readonly path: string },
): Promise<void> {
  if (options.has("c")) await print(process, `${prefix}${hits.length}\n`);
  else if (options.has("l")) await print(process, hits.length > 0 ? `${path}\n` : "");
  else {
    const rows = hits.map(({ number, text }) => `${prefix}${options.has("n") ? `${number}:` : ""}${text}\n`);
    await print(process, rows.join(""));
  }
}

function filesBelow(process: Process, path: string): string[] {
  const entry = process.fs.peek(path, { follow: false });
  if (entry?.kind !== "directory") return entry?.kind === "link" || entry?.kind === "device" ? [] : [path];
  return process.fs.list(path).flatMap((name) => filesBelow(process, joinPath(path, name)));
}

type Test = (path: string) => boolean;

async function find(process: Process, args: readonly string[]): Promise<number> {
  const at = args.findIndex((arg) => /^[-(!]/.test(arg));
  const roots = at < 0 ? args : args.slice(0, at);
  const tests: Test[] = [];
  const rest = at < 0 ? [] : args.slice(at);
  let depth = Infinity;
  for (let index = 0; index < rest.length; index++) {
    const [name = "", value = ""] = rest.slice(index, index + 2);
    if (name === "-xdev" || name === "-print" || name === "-mount") continue;
    index += 1;
    if (name === "-maxdepth") depth = Number(value);
    else {
      const test = testOf(process, name, value);
      if (test === undefined) return await complain(process, `unknown predicate \`${name}'`);
      tests.push(test);
    }
  }
  let code = 0;
  const walk = async (path: string, level: number): Promise<void> => {
    const entry = process.fs.entry(path, { follow: false });
    if (tests.every((test) => test(path))) await print(process, `${path}\n`);
    if (entry.kind !== "directory" || level >= depth) return;
    for (const name of process.fs.list(path)) await walk(joinPath(path, name), level + 1);
  };
  for (const root of roots.length === 0 ? ["."] : roots) {
    try {
      await walk(root, 0);
    } catch (error) {
      code = await complain(process, `‘${root}’: ${systemErrorText(error)}`);
    }
  }
  return code;
}

function testOf({ fs }: Process, name: string, value: string): Test | undefined {
  switch (name) {
    case "-name":
      return (path) => matchesPattern(baseName(path), value);
    case "-iname":
      return (path) => matchesPattern(baseName(path).toLowerCase(), value.toLowerCase());
    case "-path":
      return (path) => matchesPattern(path, value);
    case "-type": {
      const kinds: Readonly<Record<string, readonly string[]>> = {
        f: ["file", "program"],
        d: ["directory"],
        l: ["link"],
        c: ["device"],
      };
      return (path) => kinds[value]?.includes(fs.entry(path, { follow: false }).kind) ?? false;
    }
    case "-size": {
      const match = /^([-+]?)(\d+)([ckMG]?)$/.exec(value);
      const unit = { c: 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match?.[3] ?? ""] ?? 512;
      const wanted = Number(match?.[2] ?? 0);
      return (path) => {
        const size = Math.ceil(entrySize(fs.entry(path, { follow: false })) / unit);
        return match?.[1] === "+" ? size > wanted : match?.[1] === "-" ? size < wanted : size === wanted;
      };
    }
    default:
      return undefined;
  }
}
