import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Process } from "../kernel/process.ts";
import type { Program } from "../kernel/machine.ts";
import { readPieces, readWhole } from "./input.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";

/** Programs that compute something from bytes. */
export const digestPrograms: Readonly<Record<string, Program>> = {
  md5sum: digest("md5"),
  sha1sum: digest("sha1"),
  sha256sum: digest("sha256"),
  sha512sum: digest("sha512"),
  base64: withOptions({ flags: "di", values: "w", long: { decode: "d", wrap: "w" } }, base64),
  od: withOptions({ flags: "cbx", values: "tAN" }, od),
  cmp: withOptions({ flags: "s" }, compare),
};

function digest(algorithm: string): Program {
  return withOptions(
    { flags: "b" },
    async (process, { operands }) =>
      await forEach(process, operands.length === 0 ? ["-"] : operands, async (path) => {
        const hash = createHash(algorithm);
        for await (const piece of readPieces(process, path)) hash.update(piece);
        await print(process, `${hash.digest("hex")}  ${path}\n`);
      }, (path, reason) => `${path}: ${reason}`),
  );
}

async function base64(process: Process, options: Options): Promise<number> {
  const [path = "-"] = options.operands;
  return await forEach(process, [path], async () => {
    const content = await readWhole(process, path);
    if (options.has("d")) {
      await print(process, new Uint8Array(Buffer.from(new TextDecoder().decode(content), "base64")));
      return;
    }
    const text = Buffer.from(content).toString("base64");
    const width = Number(options.values.get("w") ?? 76);
    const lines = width === 0
      ? text
      : (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).map((line) => `${line}\n`).join("");
    await print(process, lines);
  }, (_, reason) => `${path}: ${reason}`);
}

const NAMED: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

/** Sixteen bytes a line: as characters with `-c`, in hexadecimal with `-t x1`, else as octal words. */
async function od(process: Process, options: Options): Promise<number> {
  const [path = "-"] = options.operands;
  return await forEach(process, [path], async () => {
    const all = await readWhole(process, path);
    const bytes = all.subarray(0, Number(options.values.get("N") ?? all.length));
    const hasOffsets = options.values.get("A") !== "n";
    let text = "";
    for (let at = 0; at < bytes.length; at += 16) {
      const row = bytes.subarray(at, at + 16);
      text += `${hasOffsets ? offset(at) : ""}${cells(row, options)}\n`;
    }
    await print(process, text + (hasOffsets ? `${offset(bytes.length)}\n` : ""));
  }, (_, reason) => `${path}: ${reason}`);
}

function offset(at: number): string {
  return at.toString(8).padStart(7, "0");
}

function cells(row: Uint8Array, options: Options): string {
  if (options.has("c") || options.values.get("t") === "c") {
    return Array.from(row, (byte) => {
      const shown = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0");
      return (NAMED[byte] ?? shown).padStart(4);
    }).join("");
  }
  if (options.values.get("t")?.startsWith("x1") === true) {
    return Array.from(row, (byte) => ` ${byte.toString(16).padStart(2, "0")}`).join("");
  }
  const isHex = options.has("x");
  return Array.from({ length: Math.ceil(row.length / 2) }, (_, index) => {
    const word = (row[index * 2] ?? 0) + (row[index * 2 + 1] ?? 0) * 256;
    return ` ${isHex ? word.toString(16).padStart(4, "0") : word.toString(8).padStart(6, "0")}`;
  }).join("");
}

async function compare(process: Process, options: Options): Promise<number> {
  const [first = "-", second = "-"] = options.operands;
  const contents: Uint8Array[] = [];
  const code = await forEach(process, [first, second], async (path) => {
    contents.push(await readWhole(process, path));
  }, (path, reason) => `${path}: ${reason}`);
  const [a, b] = contents;
  if (code !== 0 || a === undefined || b === undefined) return 2;
  const at = a.findIndex((byte, index) => byte !== b[index]);
  if (at < 0 && a.length === b.length) return 0;
  if (options.has("s")) return 1;
  if (at < 0 || at >= b.length) {
    const shorter = a.length < b.length ? first : second;
    return await complain(process, `EOF on ${shorter} after byte ${Math.min(a.length, b.length)}`);
  }
  const line = a.subarray(0, at).filter((byte) => byte === 10).length + 1;
  await print(process, `${first} ${second} differ: byte ${at + 1}, line ${line}\n`);
  return 1;
}
