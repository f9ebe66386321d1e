import type { Attributes, FileEntry as SftpName, InputAttributes } from "ssh2";
import { type Entry, entrySize, type FileEntry } from "../../linux/files/entry.ts";
import type { OpenMode } from "../../linux/kernel/regular_file.ts";
import { listTime, modeText } from "../../linux/programs/stat_text.ts";

const TYPE_BITS = {
  file: 0o100000,
  program: 0o100000,
  directory: 0o040000,
  link: 0o120000,
  device: 0o020000,
};

/** An entry as SFTP describes it. */
export function attributesOf(entry: Entry): Attributes {
  const { uid, gid, mtime } = entry;
  return { mode: TYPE_BITS[entry.kind] | entry.mode, uid, gid, size: entrySize(entry), atime: mtime, mtime };
}

/** An entry of a directory, with the line that `ls -l` would show. */
export function nameOf(filename: string, entry: Entry): SftpName {
  const { uid, gid, mtime } = entry;
  const longname = `${modeText(entry)} 1 ${uid} ${gid} ${entrySize(entry)} ${listTime(mtime)} ${filename}`;
  return { filename, longname, attrs: attributesOf(entry) };
}

/** What a client wants changed. */
export function changesOf(
  attributes: InputAttributes,
): Partial<Pick<FileEntry, "mode" | "uid" | "gid" | "mtime">> {
  const { mode, uid, gid, mtime } = attributes;
  return {
    ...(mode === undefined ? {} : { mode: Number(mode) & 0o7777 }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(mtime === undefined ? {} : { mtime: Number(mtime) }),
  };
}

const READ = 1;
const WRITE = 2;
const APPEND = 4;
const CREATE = 8;
const TRUNCATE = 16;
const EXCLUSIVE = 32;

/** How a file is opened by the flags of the protocol. */
export function openMode(flags: number): OpenMode {
  return {
    read: (flags & READ) !== 0,
    write: (flags & WRITE) !== 0,
    append: (flags & APPEND) !== 0,
    create: (flags & CREATE) !== 0,
    truncate: (flags & TRUNCATE) !== 0,
    exclusive: (flags & EXCLUSIVE) !== 0,
  };
}
