import { openFile } from "../kernel/open.ts";
import type { Process } from "../kernel/process.ts";
import type { Program } from "../kernel/machine.ts";
import { systemErrorText } from "../system_error.ts";
import { readPieces, readWhole } from "./input.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";

/** Programs that pass the content of files on. */
export const contentPrograms: Readonly<Record<string, Program>> = {
  cat: withOptions({ flags: "u" }, cat),
  head: (process, args) => headOptions(process, withCount(args)),
  tail: (process, args) => tailOptions(process, withCount(args)),
  tee: withOptions({ flags: "aip" }, tee),
  wc: withOptions({ flags: "clwm", long: { bytes: "c", lines: "l", words: "w", chars: "m" } }, wc),
  dd,
};

async function cat(process: Process, { operands }: Options): Promise<number> {
  return await forEach(process, operands.length === 0 ? ["-"] : operands, async (path) => {
    for await (const piece of readPieces(process, path)) await process.write(1, piece);
  }, (path, reason) => `${path}: ${reason}`);
}

/** `-5` is short for `-n 5`. */
function withCount(args: readonly string[]): string[] {
  return args.map((arg) => /^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg);
}

const COUNT_OPTIONS = { flags: "qvf", values: "nc", long: { lines: "n", bytes: "c", quiet: "q" } } as const;

const headOptions = withOptions(COUNT_OPTIONS, async (process, options) => {
  const bytes = options.values.get("c");
  const paths = options.operands.length === 0 ? ["-"] : options.operands;
  return await forEach(process, paths, async (path) => {
    if (bytes !== undefined) await copyBytes(process, path, size(bytes));
    else await copyLines(process, path, Number(options.values.get("n") ?? 10));
  }, (path, reason) => `cannot open '${path}' for reading: ${reason}`);
});

/** Reads no more than it writes, for whoever shares the input goes on behind it. */
async function copyBytes(process: Process, path: string, count: number): Promise<void> {
  let left = count;
  for await (const piece of readPieces(process, path, () => left)) {
    left -= piece.length;
    await process.write(1, piece);
  }
}

async function copyLines(process: Process, path: string, count: number): Promise<void> {
  let left = count;
  for await (const piece of readPieces(process, path)) {
    let end = 0;
    while (left > 0 && end < piece.length) {
      const at = piece.indexOf(10, end);
      end = at < 0 ? piece.length : at + 1;
      if (at >= 0) left -= 1;
    }
    await process.write(1, piece.subarray(0, end));
    if (left === 0) return;
  }
}

const tailOptions = withOptions(COUNT_OPTIONS, async (process, options) => {
  const { values, operands } = options;
  return await forEach(process, operands.length === 0 ? ["-"] : operands, async (path) => {
    const content = await readWhole(process, path);
    const bytes = values.get("c");
    if (bytes !== undefined) {
      const count = size(bytes.replace(/^[-+]/, ""));
      const start = bytes.startsWith("+") ? count - 1 : Math.max(0, content.length - count);
      await print(process, content.subarray(start));
    } else await print(process, lastLines(content, values.get("n") ?? "10"));
    if (options.has("f")) await follow(process, path, content.length);
  }, (path, reason) => `cannot open '${path}' for reading: ${reason}`);
});

/** Writes what is added to a file, until it is ended. */
async function follow(process: Process, path: string, from: number): Promise<void> {
  for (let at = from;;) {
    await process.sleep(1);
    const content = process.fs.read(path);
    await print(process, content.subarray(at));
    at = content.length;
  }
}

function lastLines(content: Uint8Array, count: string): Uint8Array {
  const starts = [0];
  for (let at = content.indexOf(10); at >= 0 && at < content.length - 1; at = content.indexOf(10, at + 1)) {
    starts.push(at + 1);
  }
  const number = Number(count.replace(/^[-+]/, ""));
  const first = count.startsWith("+") ? number - 1 : Math.max(0, starts.length - number);
  return content.subarray(starts[first] ?? content.length);
}

/** A number of bytes, with a unit as coreutils know them. */
function size(text: string): number {
  const match = /^(\d+)([kKMG]?)(i?B)?$/.exec(text);
  if (match === null) return 0;
  const unit = { k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2] ?? ""] ?? 1;
  return Number(match[1]) * (match[3] === "B" && unit > 1 ? (unit / 1024) * 1000 : unit);
}

async function tee(process: Process, options: Options): Promise<number> {
  const mode = { write: true, create: true, append: options.has("a"), truncate: !options.has("a") };
  const fds = options.operands.map((path) => process.files.add(openFile(process, path, mode)));
  // -p: it goes on reading when nobody takes its output any more.
  if (options.has("p")) process.dispose("PIPE", "ignore");
  let isHeard = true;
  for await (const piece of readPieces(process, "-")) {
    for (const fd of fds) await process.write(fd, piece);
    if (!isHeard) continue;
    try {
      await process.write(1, piece);
    } catch (error) {
      systemErrorText(error);
      isHeard = false;
    }
  }
  return isHeard ? 0 : 1;
}

async function wc(process: Process, options: Options): Promise<number> {
  const letters = ["l", "w", "m", "c"].filter((letter) => options.flags.has(letter));
  const shown = letters.length > 0 ? letters : ["l", "w", "c"];
  const { operands } = options;
  const code = await forEach(process, operands.length === 0 ? ["-"] : operands, async (path) => {
    const content = await readWhole(process, path);
    const text = new TextDecoder().decode(content);
    const counts: Readonly<Record<string, number>> = {
      l: text.split("\n").length - 1,
      w: text.split(/\s+/).filter((word) => word !== "").length,
      m: [...text].length,
      c: content.length,
    };
    const numbers = shown.map((letter) => String(counts[letter] ?? 0));
    const row = numbers.length === 1
      ? numbers.join("")
      : numbers.map((number) => number.padStart(7)).join(" ");
    await print(process, `${row}${operands.length === 0 ? "" : ` ${path}`}\n`);
  }, (path, reason) => `${path}: ${reason}`);
  return code;
}

async function dd(process: Process, args: readonly string[]): Promise<number> {
  const given = new Map(args.map((arg): [string, string] => {
    const at = arg.indexOf("=");
    return [arg.slice(0, at), arg.slice(at + 1)];
  }));
  const block = size(given.get("bs") ?? "512");
  const count = given.has("count") ? Number(given.get("count")) : Infinity;
  const [from, to] = [given.get("if"), given.get("of")];
  try {
    if (from !== undefined) process.files.set(0, openFile(process, from, { read: true }));
    const truncate = !(given.get("conv") ?? "").includes("notrunc");
    if (to !== undefined) {
      process.files.set(1, openFile(process, to, { write: true, create: true, truncate }));
    }
  } catch (error) {
    return await complain(process, `failed to open '${from ?? to}': ${systemErrorText(error)}`);
  }
  let total = 0;
  try {
    for (let left = count * block; left > 0;) {
      const bytes = await process.read(0, Math.min(left, 65536));
      if (bytes.length === 0) break;
      await process.write(1, bytes);
      left -= bytes.length;
      total += bytes.length;
    }
  } catch (error) {
    return await complain(process, `error writing '${to ?? "standard output"}': ${systemErrorText(error)}`);
  }
  if (given.get("status") === "none") return 0;
  const records = `${Math.floor(total / block)}+${total % block > 0 ? 1 : 0} records`;
  await process.write(2, `${records} in\n${records} out\n${total} bytes copied\n`);
  return 0;
}
