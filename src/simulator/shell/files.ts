import type { Guest } from "../cluster/guest.ts";
import { directoryEntry, fileEntry, type StoredEntry } from "../linux/files/entry.ts";

/** Directories every system has. */
const BASE = new Set(
  "/ /bin /boot /dev /etc /home /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/local /var /var/lib /var/log"
    .split(" "),
);

/** The files of a guest, addressed by absolute path. */
export class GuestFiles {
  readonly #guest: Guest;

  constructor(guest: Guest) {
    this.#guest = guest;
  }

  /** Content of a file; `undefined` when there is none. */
  read(path: string): Uint8Array | undefined {
    const made = this.#generated(path);
    if (made !== undefined) return new TextEncoder().encode(made);
    const file = this.#files[normalize(path)];
    return file?.kind === "file" ? file.content : undefined;
  }

  /** Writes a file whole; `false` when its directory does not exist or the path is one. */
  write(path: string, content: Uint8Array, mode = 0o644): boolean {
    const target = normalize(path);
    if (!this.isDirectory(parentOf(target)) || this.isDirectory(target)) return false;
    const known = this.#files[target];
    this.#files[target] = fileEntry(content, { mode: known?.mode ?? mode, mtime: now() });
    return true;
  }

  /** Makes a directory and, when asked, those above it. */
  makeDirectory(path: string): void {
    this.#files[normalize(path)] = directoryEntry({ mtime: now() });
  }

  /** Removes a file or a directory with everything in it; `false` when there is nothing. */
  remove(path: string): boolean {
    const target = normalize(path);
    const found = Object.keys(this.#files).filter((one) => one === target || one.startsWith(`${target}/`));
    for (const one of found) delete this.#files[one];
    return found.length > 0;
  }

  /** The entry itself: mode and time. */
  entry(path: string): StoredEntry | undefined {
    return this.#files[normalize(path)];
  }

  /** Sets the permission bits; `false` when there is no such file. */
  setMode(path: string, mode: number): boolean {
    const file = this.#files[normalize(path)];
    if (file === undefined) return false;
    file.mode = mode;
    return true;
  }

  /** Whether the path is a file. */
  isFile(path: string): boolean {
    return this.read(path) !== undefined;
  }

  /** Whether the path is a directory. */
  isDirectory(path: string): boolean {
    const target = normalize(path);
    if (BASE.has(target) || this.#files[target]?.kind === "directory") return true;
    return Object.keys(this.#files).some((one) => one.startsWith(`${target}/`));
  }

  /** Names directly below a directory, sorted. */
  list(path: string): string[] {
    const prefix = normalize(path) === "/" ? "/" : `${normalize(path)}/`;
    const all = [...Object.keys(this.#files), ...BASE].filter((one) =>
      one.startsWith(prefix) && one !== prefix
    );
    return [...new Set(all.map((one) => one.slice(prefix.length).split("/")[0] ?? ""))].toSorted();
  }

  get #files(): Record<string, StoredEntry> {
    return this.#guest.system.files;
  }

  /** What the kernel makes up when it is read. */
  #generated(path: string): string | undefined {
    const { kernel } = this.#guest.system;
    if (path === "/proc/version") return `Linux version ${kernel} (gcc 14.2.0) #1 SMP PREEMPT_DYNAMIC\n`;
    if (path === "/proc/uptime") {
      const uptime = Math.max(0, Math.floor(Date.now() / 1000) - (this.#guest.runtime?.startedAt ?? 0));
      return `${uptime}.00 ${uptime}.00\n`;
    }
    return undefined;
  }
}

/** Resolves `.`, `..` and double slashes; relative paths start at `/`. */
export function normalize(path: string, directory = "/"): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

/** Bytes to base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

/** Base64 to bytes. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
