import { accountsOf } from "../files/accounts.ts";
import { type Entry, entrySize } from "../files/entry.ts";
import { joinPath } from "../files/path.ts";
import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { systemErrorText } from "../system_error.ts";
import { changedMode } from "./mode.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";
import { fullTime, kindText, modeText } from "./stat_text.ts";

/** Programs for what is known of a file beside its content. */
export const attributePrograms: Readonly<Record<string, Program>> = {
  chmod,
  // The long option alone: no letter stands for it that anybody could type.
  chown: withOptions({ flags: "Rhvf", values: "=", long: { recursive: "R", reference: "=" } }, chown),
  chgrp: withOptions({ flags: "Rhvf", long: { recursive: "R" } }, (process, { flags, values, operands }) => {
    const [group = "", ...paths] = operands;
    return chown(process, { flags, values, operands: [`:${group}`, ...paths] });
  }),
  stat: withOptions({ flags: "L", values: "cf", long: { format: "c", dereference: "L" } }, stat),
  readlink: withOptions({ flags: "fenmqsz", long: { canonicalize: "f" } }, readlink),
  realpath: withOptions(
    { flags: "emsz" },
    async (process, { operands }) =>
      await forEach(process, operands, async (path) => {
        process.fs.entry(path);
        await print(process, `${process.fs.find(path).path}\n`);
      }, (path, reason) => `${path}: ${reason}`),
  ),
};

/** The option that takes another file's mode. */
const REFERENCE = "--reference=";

/** Options of `chmod` look like modes: what begins with a dash is one only where it has capital letters or is long. */
async function chmod(process: Process, args: readonly string[]): Promise<number> {
  const isOption = (arg: string): boolean => /^-[Rvcf]+$|^--/.test(arg);
  const recursive = args.some((arg) => arg === "-R" || arg === "--recursive");
  const reference = args.find((arg) => arg.startsWith(REFERENCE))?.slice(REFERENCE.length);
  const given = args.filter((arg) => !isOption(arg));
  const [mode, ...paths] = reference === undefined
    ? given
    : [process.fs.entry(reference).mode.toString(8), ...given];
  if (mode === undefined || paths.length === 0) return await complain(process, "missing operand");
  if (changedMode(0, mode, process.umask) === undefined) {
    return await complain(process, `invalid mode: ‘${mode}’`);
  }
  return await forEach(process, paths, (path) => {
    for (const one of recursive ? treeOf(process, path) : [path]) {
      const { mode: former } = process.fs.entry(one);
      process.fs.change(one, { mode: changedMode(former, mode, process.umask) ?? former });
    }
  }, (path, reason) => `cannot access '${path}': ${reason}`);
}

async function chown(
  process: Process,
  { flags, values, operands }: Pick<Options, "flags" | "values" | "operands">,
): Promise<number> {
  const reference = values.get("=");
  const [owner = "", ...paths] = reference === undefined
    ? operands
    : [ownerOf(process, reference), ...operands];
  const accounts = accountsOf(process.fs);
  const [user = "", group] = owner.split(/[:.]/);
  const uid = user === "" ? undefined : accounts.userId(user);
  const gid = group === undefined || group === "" ? undefined : accounts.groupId(group);
  if (user !== "" && uid === undefined) return await complain(process, `invalid user: ‘${owner}’`);
  if (group !== undefined && group !== "" && gid === undefined) {
    return await complain(process, `invalid group: ‘${owner}’`);
  }
  const facts = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  return await forEach(process, paths, (path) => {
    for (const one of flags.has("R") ? treeOf(process, path) : [path]) process.fs.change(one, facts);
  }, (path, reason) => `changing ownership of '${path}': ${reason}`);
}

/** Who owns a file, as `chown` takes it. */
function ownerOf(process: Process, path: string): string {
  const accounts = accountsOf(process.fs);
  const { uid, gid } = process.fs.entry(path);
  return `${accounts.userName(uid)}:${accounts.groupName(gid)}`;
}

/** A path and everything below it. */
function treeOf(process: Process, path: string): string[] {
  const entry = process.fs.entry(path, { follow: false });
  if (entry.kind !== "directory") return [path];
  return [path, ...process.fs.list(path).flatMap((name) => treeOf(process, joinPath(path, name)))];
}

async function stat(process: Process, options: Options): Promise<number> {
  const format = options.values.get("c");
  return await forEach(process, options.operands, async (path) => {
    const entry = process.fs.entry(path, { follow: options.has("L") });
    const text = format === undefined
      ? longText(process, path, entry)
      : formatted(process, path, entry, format);
    await print(process, `${text}\n`);
  }, (path, reason) => `cannot statx '${path}': ${reason}`);
}

function formatted(process: Process, path: string, entry: Entry, format: string): string {
  const accounts = accountsOf(process.fs);
  const values: Readonly<Record<string, string>> = {
    "%": "%",
    a: entry.mode.toString(8),
    A: modeText(entry),
    b: String(Math.ceil(entrySize(entry) / 512)),
    F: entry.kind === "file" && entry.content.length === 0 ? "regular empty file" : kindText(entry),
    g: String(entry.gid),
    G: accounts.groupName(entry.gid),
    h: entry.kind === "directory" ? "2" : "1",
    n: path,
    N: entry.kind === "link" ? `'${path}' -> '${entry.target}'` : `'${path}'`,
    s: String(entrySize(entry)),
    u: String(entry.uid),
    U: accounts.userName(entry.uid),
    y: `${fullTime(entry.mtime)}.000000000 +0000`,
    Y: String(entry.mtime),
    z: `${fullTime(entry.mtime)}.000000000 +0000`,
    Z: String(entry.mtime),
  };
  return format.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? whole);
}

function longText(process: Process, path: string, entry: Entry): string {
  const line = (format: string): string => formatted(process, path, entry, format);
  return [
    line("  File: %n"),
    line("  Size: %s\tBlocks: %b\tIO Block: 4096   %F"),
    line(`Access: (0${entry.mode.toString(8).padStart(3, "0")}/%A)  Uid: (%u/%U)   Gid: (%g/%G)`),
    line("Modify: %y"),
    line("Change: %z"),
  ].join("\n");
}

async function readlink(process: Process, options: Options): Promise<number> {
  let code = 0;
  for (const path of options.operands) {
    try {
      const entry = process.fs.entry(path, { follow: false });
      if (!options.has("fem") && entry.kind !== "link") code = 1;
      else {
        const text = options.has("fem") || entry.kind !== "link" ? process.fs.find(path).path : entry.target;
        await print(process, options.has("n") ? text : `${text}\n`);
      }
    } catch (error) {
      systemErrorText(error);
      code = 1;
    }
  }
  return code;
}
