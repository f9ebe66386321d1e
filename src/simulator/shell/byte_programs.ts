import { createHash } from "node:crypto";
import { fromBase64, normalize, toBase64 } from "./files.ts";
import {
  decode,
  encode,
  fail,
  type Program,
  type ProgramInput,
  type ProgramResult,
  succeed,
} from "./program.ts";

/** The programs that look at bytes rather than at text. */
export const BYTE_PROGRAMS: Readonly<Record<string, Program>> = {
  printf: ({ args }) => succeed(printf(args)),
  base64: ({ args, stdin }) => {
    if (args.includes("-d") || args.includes("--decode")) {
      return succeed(fromBase64(decode(stdin).replace(/\s/g, "")));
    }
    return succeed(`${toBase64(stdin)}\n`);
  },
  sha256sum: ({ args, stdin, files, cwd }) => {
    const path = args.find((arg) => !arg.startsWith("-"));
    const content = path === undefined ? stdin : files.read(normalize(path, cwd));
    if (content === undefined) return fail(`sha256sum: ${path}: No such file or directory\n`);
    return succeed(`${createHash("sha256").update(content).digest("hex")}  ${path ?? "-"}\n`);
  },
  od: ({ args, stdin, files, cwd }) => {
    const path = args.find((arg) => !arg.startsWith("-"));
    const content = path === undefined ? stdin : files.read(normalize(path, cwd));
    if (content === undefined) return fail(`od: ${path}: No such file or directory\n`);
    return succeed(dump(content));
  },
  dd,
};

const NAMED: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  12: "\\f",
  13: "\\r",
};

/** `od -c`: sixteen bytes a line, the printable ones as characters. */
function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const cells = Array.from(bytes.subarray(at, at + 16), (byte) => {
      const shown = NAMED[byte] ??
        (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0"));
      return shown.padStart(4);
    });
    lines.push(`${at.toString(8).padStart(7, "0")}${cells.join("")}\n`);
  }
  return `${lines.join("")}${bytes.length.toString(8).padStart(7, "0")}\n`;
}

/** Copies blocks; the only source that is understood apart from files is /dev/zero. */
function dd({ args, files, cwd }: ProgramInput): ProgramResult {
  const options = Object.fromEntries(args.map((arg) => arg.split("=")));
  const [size, count] = [Number(options["bs"] ?? 512), Number(options["count"] ?? 1)];
  const source = String(options["if"] ?? "");
  const content = source === "/dev/zero" ? new Uint8Array(size * count) : files.read(normalize(source, cwd));
  if (content === undefined) return fail(`dd: failed to open '${source}': No such file or directory\n`);
  const records = `${Math.ceil(content.length / size)}+0 records`;
  files.write(normalize(String(options["of"] ?? "/dev/null"), cwd), content);
  return { code: 0, out: encode(""), err: encode(`${records} in\n${records} out\n`) };
}

/** Octal escapes are bytes, everything else is UTF-8. */
function printf(args: readonly string[]): Uint8Array {
  const [format = "", ...values] = args;
  let at = 0;
  const bytes: number[] = [];
  const push = (text: string) => bytes.push(...encode(text));
  for (const [piece] of format.matchAll(/\\[0-7]{1,3}|\\x[0-9a-fA-F]{1,2}|\\[nt\\r]|%[sd%]|[\s\S]/gu)) {
    if (/^\\[0-7]/.test(piece)) bytes.push(parseInt(piece.slice(1), 8) & 255);
    else if (piece.startsWith("\\x")) bytes.push(parseInt(piece.slice(2), 16));
    else if (piece === "%%") push("%");
    else if (piece === "%s" || piece === "%d") push(values[at++] ?? "");
    else push({ "\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\" }[piece] ?? piece);
  }
  return Uint8Array.from(bytes);
}
