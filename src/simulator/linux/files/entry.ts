/** What every entry of a file system has. */
interface EntryFacts {
  /** Permission bits, without the type. */
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since the epoch. */
  mtime: number;
}

/** A regular file. Two paths that hold the same entry are hard links. */
export interface FileEntry extends EntryFacts {
  readonly kind: "file";
  content: Uint8Array;
}

/** A directory; what is in it is known by paths alone. */
export interface DirectoryEntry extends EntryFacts {
  readonly kind: "directory";
}

/** A symbolic link. */
export interface LinkEntry extends EntryFacts {
  readonly kind: "link";
  readonly target: string;
}

/** The character devices there are; `fd` stands for an open file of whoever opens it. */
export type DeviceName = "null" | "zero" | "full" | "random" | "tty" | `fd ${number}`;

/** A character device. */
export interface DeviceEntry extends EntryFacts {
  readonly kind: "device";
  readonly device: DeviceName;
}

/** A program that is part of the system and no script: the name under which the kernel knows what it does. */
export interface ProgramEntry extends EntryFacts {
  readonly kind: "program";
  readonly program: string;
}

/** What can be stored in a file system. */
export type StoredEntry = FileEntry | DirectoryEntry | LinkEntry;

/** What can be found in a file system. */
export type Entry = StoredEntry | DeviceEntry | ProgramEntry;

type Given = Partial<Pick<FileEntry, "mode" | "uid" | "gid" | "mtime">>;

/** When the files were made that nobody changed since: 9 October 2025. */
export const INSTALLED = 1760000000;

function facts(mode: number, given: Given): Required<Given> {
  return { mode, uid: 0, gid: 0, mtime: INSTALLED, ...given };
}

/** A regular file with a text or bytes; root's and 0644 unless said otherwise. */
export function fileEntry(content: string | Uint8Array, given: Given = {}): FileEntry {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { kind: "file", content: bytes, ...facts(0o644, given) };
}

/** A directory; root's and 0755 unless said otherwise. */
export function directoryEntry(given: Given = {}): DirectoryEntry {
  return { kind: "directory", ...facts(0o755, given) };
}

/** A symbolic link. */
export function linkEntry(target: string, given: Given = {}): LinkEntry {
  return { kind: "link", target, ...facts(0o777, given) };
}

/** A character device that everybody may use. */
export function deviceEntry(device: DeviceName): DeviceEntry {
  return { kind: "device", device, ...facts(0o666, {}) };
}

/** A program of the system. */
export function programEntry(program: string): ProgramEntry {
  return { kind: "program", program, ...facts(0o755, {}) };
}

/** Size in bytes as `stat` shows it. */
export function entrySize(entry: Entry): number {
  switch (entry.kind) {
    case "file":
      return entry.content.length;
    case "directory":
      return 4096;
    case "link":
      return new TextEncoder().encode(entry.target).length;
    case "device":
      return 0;
    case "program":
      return 16384 + 512 * entry.program.length;
  }
}
