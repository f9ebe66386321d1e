import { baseName, joinPath, parentPath } from "../files/path.ts";
import type { Program } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { openFile } from "../kernel/open.ts";
import { SystemError } from "../system_error.ts";
import { readWhole } from "./input.ts";
import { changedMode } from "./mode.ts";
import { type Options, withOptions } from "./options.ts";
import { complain, forEach, print } from "./output.ts";

/** Programs that make, move and remove files and directories. */
export const treePrograms: Readonly<Record<string, Program>> = {
  cp: withOptions({ flags: "aprRfvnT", long: { recursive: "r", archive: "a" } }, copy),
  ln: withOptions({ flags: "sfnTv", long: { symbolic: "s", force: "f" } }, link),
  mkdir: withOptions({ flags: "pv", values: "m", long: { parents: "p", mode: "m" } }, makeDirectories),
  mktemp: withOptions({ flags: "dqt", values: "p", long: { directory: "d", tmpdir: "p" } }, makeTemporary),
  mv: withOptions({ flags: "fnvT", long: { force: "f" } }, move),
  rm: withOptions({ flags: "rRfvd", long: { recursive: "r", force: "f" } }, remove),
  rmdir: withOptions(
    { flags: "pv" },
    (process, { operands }) =>
      forEach(
        process,
        operands,
        (path) => process.fs.removeDirectory(path),
        (path, reason) => `failed to remove '${path}': ${reason}`,
      ),
  ),
  touch: withOptions({ flags: "acm", values: "dtr" }, touch),
};

async function makeDirectories(process: Process, options: Options): Promise<number> {
  const { fs } = process;
  const mode = changedMode(0o777, options.values.get("m") ?? "777", 0) ?? 0o777;
  return await forEach(process, options.operands, (path) => {
    if (!options.has("p")) return fs.makeDirectory(path, mode);
    const missing: string[] = [];
    for (
      let at = path.replace(/(?<=.)\/+$/, "");
      fs.peek(at) === undefined && at !== "/";
      at = parentOf(at)
    ) {
      missing.unshift(at);
    }
    for (const one of missing) fs.makeDirectory(one, mode);
    if (fs.entry(path).kind !== "directory") throw new SystemError("EEXIST");
  }, (path, reason) => `cannot create directory ‘${path}’: ${reason}`);
}

/** The directory above, of a relative path too. */
function parentOf(path: string): string {
  return path.includes("/") ? parentPath(path) : ".";
}

async function makeTemporary(process: Process, options: Options): Promise<number> {
  const directory = options.values.get("p") ?? process.env.get("TMPDIR") ?? "/tmp";
  const template = options.operands[0] ?? "tmp.XXXXXXXXXX";
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const name = template.replace(
    /X{3,}$/,
    (marks) =>
      Array.from(
        crypto.getRandomValues(new Uint8Array(marks.length)),
        (byte) => letters[byte % letters.length],
      ).join(""),
  );
  const isPlaced = template.includes("/") ||
    (options.operands.length > 0 && !options.has("t") && !options.values.has("p"));
  const path = isPlaced ? name : joinPath(directory, name);
  const kind = options.has("d") ? "directory" : "file";
  return await forEach(process, [path], async () => {
    if (kind === "directory") process.fs.makeDirectory(path, 0o700);
    else openFile(process, path, { write: true, create: true, exclusive: true, permissions: 0o600 });
    await print(process, `${path}\n`);
  }, (_, reason) => `failed to create ${kind} via template ‘${template}’: ${reason}`);
}

async function remove(process: Process, options: Options): Promise<number> {
  const { fs } = process;
  const removeTree = (path: string): void => {
    if (fs.entry(path, { follow: false }).kind !== "directory") return fs.unlink(path);
    if (!options.has("rR")) throw new SystemError("EISDIR");
    for (const name of fs.list(path)) removeTree(joinPath(path, name));
    fs.removeDirectory(path);
  };
  if (options.operands.length === 0) return options.has("f") ? 0 : await complain(process, "missing operand");
  return await forEach(process, options.operands, (path) => {
    try {
      removeTree(path);
    } catch (error) {
      const isGone = error instanceof SystemError && (error.code === "ENOENT" || error.code === "ENOTDIR");
      if (!isGone || !options.has("f")) throw error;
    }
  }, (path, reason) => `cannot remove '${path}': ${reason}`);
}

async function touch(process: Process, options: Options): Promise<number> {
  const mtime = Math.floor(Date.now() / 1000);
  return await forEach(process, options.operands, (path) => {
    if (process.fs.find(path).entry !== undefined) process.fs.change(path, { mtime });
    else if (!options.has("c")) openFile(process, path, { write: true, create: true });
  }, (path, reason) => `cannot touch '${path}': ${reason}`);
}

/** Sources and where each goes: into the last operand when that is a directory. */
function pairs(process: Process, options: Options): [string, string][] | undefined {
  const sources = options.operands.slice(0, -1);
  const target = options.operands.at(-1);
  if (target === undefined || sources.length === 0) return undefined;
  const isInto = process.fs.peek(target)?.kind === "directory" && !options.has("T");
  if (!isInto && sources.length > 1) return undefined;
  return sources.map((source) => [source, isInto ? joinPath(target, baseName(source)) : target]);
}

async function move(process: Process, options: Options): Promise<number> {
  const found = pairs(process, options);
  if (found === undefined) return await complain(process, "missing destination file operand");
  const targets = new Map(found);
  return await forEach(process, [...targets.keys()], (source) => {
    const target = targets.get(source) ?? source;
    if (options.has("n") && process.fs.peek(target) !== undefined) return;
    process.fs.rename(source, target);
  }, (source, reason) => `cannot move '${source}' to '${targets.get(source)}': ${reason}`);
}

async function link(process: Process, options: Options): Promise<number> {
  const found = pairs(process, options) ??
    options.operands.map((one): [string, string] => [one, baseName(one)]);
  const { fs } = process;
  return await forEach(
    process,
    found.map(([source]) => source),
    (source) => {
      const target = new Map(found).get(source) ?? source;
      if (options.has("f") && fs.peek(target, { follow: false }) !== undefined) fs.unlink(target);
      if (options.has("s")) fs.symlink(source, target);
      else fs.link(source, target);
    },
    (source, reason) =>
      `failed to create ${options.has("s") ? "symbolic" : "hard"} link to '${source}': ${reason}`,
  );
}

async function copy(process: Process, options: Options): Promise<number> {
  const found = pairs(process, options);
  if (found === undefined) return await complain(process, "missing destination file operand");
  const targets = new Map(found);
  return await forEach(process, [...targets.keys()], async (source) => {
    await copyTree(process, source, targets.get(source) ?? source, options);
  }, (source, reason) => `cannot copy '${source}' to '${targets.get(source)}': ${reason}`);
}

async function copyTree(process: Process, source: string, target: string, options: Options): Promise<void> {
  const { fs } = process;
  const entry = fs.entry(source, { follow: !options.has("aR") });
  if (entry.kind === "directory") {
    if (!options.has("arR")) throw new SystemError("EISDIR");
    if (fs.peek(target) === undefined) fs.makeDirectory(target, entry.mode);
    for (const name of fs.list(source)) {
      await copyTree(process, joinPath(source, name), joinPath(target, name), options);
    }
    return;
  }
  if (entry.kind === "link") return fs.symlink(entry.target, target);
  if (options.has("n") && fs.peek(target) !== undefined) return;
  const content = await readWhole(process, source);
  openFile(process, target, { write: true, create: true, truncate: true, permissions: entry.mode }).write(
    content,
  );
  if (options.has("ap")) {
    fs.change(target, { mode: entry.mode, uid: entry.uid, gid: entry.gid, mtime: entry.mtime });
  }
}
