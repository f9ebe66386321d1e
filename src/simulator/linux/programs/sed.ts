import { readLines } from "./input.ts";
import { withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";
import { regularExpression } from "./regular_expression.ts";

type Address = { readonly line: number } | { readonly last: true } | { readonly expression: RegExp };

interface Command {
  readonly from?: Address | undefined;
  readonly to?: Address | undefined;
  readonly letter: "s" | "d" | "p" | "q";
  readonly expression?: RegExp;
  readonly replacement?: string;
  readonly prints?: boolean;
}

/** `sed` with the commands s, d, p and q, each with no, one or two addresses. */
export const sed = withOptions(
  { flags: "nEri", values: "e", long: { quiet: "n", "regexp-extended": "E" } },
  async (process, options) => {
    const operands = [...options.operands];
    const script = options.values.get("e") ?? operands.shift() ?? "";
    const commands = parse(script, options.has("Er"));
    if (commands === undefined) return await complain(process, `-e expression #1, char 1: unknown command`);
    const paths = operands.length === 0 ? ["-"] : operands;
    return await forEach(process, paths, async (path) => {
      const lines = await readLines(process, path);
      const output = edit(lines, commands, options.has("n"));
      if (!options.has("i")) await print(process, output);
      else {
        const former = process.fs.entry(path);
        process.fs.unlink(path);
        const file = process.fs.create(path, former.mode);
        if (file.kind === "file") file.content = new TextEncoder().encode(output);
      }
    }, (path, reason) => `can't read ${path}: ${reason}`);
  },
);

function parse(script: string, isExtended: boolean): Command[] | undefined {
  const kind = isExtended ? "extended" : "basic";
  const address = String.raw`(\d+|\$|/(?:[^/\\]|\\.)*/)`;
  const commands: Command[] = [];
  for (let rest = script.trim(); rest !== "";) {
    const match = new RegExp(`^(?:${address}(?:,${address})?)?\\s*([sdpq])`).exec(rest);
    if (match === null) return undefined;
    const [whole, from, to, letter] = match;
    rest = rest.slice(whole.length);
    const place = { from: addressOf(from, kind), to: addressOf(to, kind) };
    if (letter !== "s") {
      commands.push({ ...place, letter: letter === "d" ? "d" : letter === "p" ? "p" : "q" });
    } else {
      const sign = rest.charAt(0);
      const mark = sign.replace(/[\\^$.*+?()[\]{}|]/, "\\$&");
      const parts = new RegExp(
        `^${mark}((?:\\\\.|[^\\\\])*?)${mark}((?:\\\\.|[^\\\\])*?)${mark}([gpiI]*)`,
        "s",
      ).exec(rest);
      if (parts === null) return undefined;
      const [all, pattern = "", replacement = "", flags = ""] = parts;
      rest = rest.slice(all.length);
      const global = regularExpression(pattern.replaceAll(`\\${sign}`, sign), {
        kind,
        ignoreCase: /i/i.test(flags),
      });
      const expression = flags.includes("g")
        ? global
        : new RegExp(global.source, global.flags.replace("g", ""));
      commands.push({ ...place, letter: "s", expression, replacement, prints: flags.includes("p") });
    }
    rest = rest.replace(/^[;\s]+/, "");
  }
  return commands;
}

function addressOf(text: string | undefined, kind: "basic" | "extended"): Address | undefined {
  if (text === undefined) return undefined;
  if (text === "$") return { last: true };
  if (/^\d+$/.test(text)) return { line: Number(text) };
  const { source } = regularExpression(text.slice(1, -1).replaceAll("\\/", "/"), { kind });
  return { expression: new RegExp(source) };
}

function edit(lines: readonly string[], commands: readonly Command[], isQuiet: boolean): string {
  const open = new Set<Command>();
  let output = "";
  for (const [index, original] of lines.entries()) {
    const place = { number: index + 1, isLast: index === lines.length - 1 };
    let line: string | undefined = original;
    let isOver = false;
    for (const command of commands) {
      if (line === undefined || isOver || !applies(command, { ...place, line }, open)) continue;
      if (command.letter === "d") line = undefined;
      else if (command.letter === "p") output += `${line}\n`;
      else if (command.letter === "q") isOver = true;
      else {
        const changed: string = line.replace(
          command.expression ?? /$^/,
          (...found) => replaced(command.replacement ?? "", found),
        );
        if (command.prints === true && changed !== line) output += `${changed}\n`;
        line = changed;
      }
    }
    if (line !== undefined && !isQuiet) output += `${line}\n`;
    if (isOver) break;
  }
  return output;
}

interface Place {
  readonly number: number;
  readonly isLast: boolean;
  readonly line: string;
}

function applies(command: Command, place: Place, open: Set<Command>): boolean {
  const { from, to } = command;
  if (from === undefined) return true;
  if (to === undefined) return isAt(from, place);
  if (!open.has(command)) {
    if (!isAt(from, place)) return false;
    if (!("line" in to) || to.line > place.number) open.add(command);
  } else if (isAt(to, place)) open.delete(command);
  return true;
}

function isAt(address: Address, place: Place): boolean {
  if ("line" in address) return address.line === place.number;
  return "last" in address ? place.isLast : address.expression.test(place.line);
}

function replaced(replacement: string, found: readonly unknown[]): string {
  return replacement.replace(
    /\\([0-9n&\\/])|&|\\(.)/g,
    (piece, special: string | undefined, other: string | undefined) => {
      if (piece === "&") return String(found[0]);
      if (other !== undefined) return other;
      if (special === "n") return "\n";
      return special !== undefined && /\d/.test(special)
        ? String(found[Number(special)] ?? "")
        : special ?? "";
    },
  );
}
