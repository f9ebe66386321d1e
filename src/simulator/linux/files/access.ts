import { SystemError } from "../system_error.ts";
import { directoryEntry, type Entry, fileEntry, linkEntry, type StoredEntry } from "./entry.ts";
import type { FileSystem, Viewer } from "./file_system.ts";
import { absolutePath, joinPath, parentPath } from "./path.ts";

/** Who touches files, and from where. */
export interface Actor extends Viewer {
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
}

/** What a path leads to. */
export interface Found {
  /** Absolute and without symbolic links, but for the last part where links were not followed. */
  readonly path: string;
  /** Undefined when nothing is there yet. */
  readonly entry: Entry | undefined;
}

const READ = 4;
const WRITE = 2;
const SEARCH = 1;
const MOST_LINKS = 40;

/** The files of a system as one process or session may use them; what it may not throws a {@linkcode SystemError}. */
export class FileAccess {
  readonly system: FileSystem;
  readonly #actor: Actor;

  constructor(system: FileSystem, actor: Actor) {
    this.system = system;
    this.#actor = actor;
  }

  /** Follows a path, its last part too unless told not to; the last part alone may be missing. */
  find(path: string, options: { readonly follow?: boolean } = {}): Found {
    if (path === "") throw new SystemError("ENOENT");
    const start = path.startsWith("/") ? path : `${this.#actor.cwd}/${path}`;
    const found = this.#walk(start, { follow: options.follow !== false || path.endsWith("/"), links: 0 });
    if (path.endsWith("/") && found.entry !== undefined && found.entry.kind !== "directory") {
      throw new SystemError("ENOTDIR");
    }
    return found;
  }

  /** The entry of a path. */
  entry(path: string, options: { readonly follow?: boolean } = {}): Entry {
    const { entry } = this.find(path, options);
    if (entry === undefined) throw new SystemError("ENOENT");
    return entry;
  }

  /** The entry of a path, or undefined for whatever reason it cannot be had. */
  peek(path: string, options: { readonly follow?: boolean } = {}): Entry | undefined {
    try {
      return this.find(path, options).entry;
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }

  /** Whether the actor may read, write or run an entry. */
  may(entry: Entry, wish: "read" | "write" | "run"): boolean {
    const bits = { read: READ, write: WRITE, run: SEARCH }[wish];
    if (this.#actor.uid === 0) {
      return bits !== SEARCH || entry.kind === "directory" || (entry.mode & 0o111) !== 0;
    }
    const { uid, gid } = this.#actor;
    const shift = uid === entry.uid ? 6 : gid === entry.gid ? 3 : 0;
    return ((entry.mode >> shift) & bits) === bits;
  }

  /** Refuses what the actor may not do with an entry. */
  require(entry: Entry, wish: "read" | "write" | "run"): void {
    if (!this.may(entry, wish)) throw new SystemError("EACCES");
  }

  /** Names in a directory, sorted, without `.` and `..`. */
  list(path: string): string[] {
    const found = this.find(path);
    if (found.entry === undefined) throw new SystemError("ENOENT");
    if (found.entry.kind !== "directory") throw new SystemError("ENOTDIR");
    this.require(found.entry, "read");
    return this.system.names(found.path, this.#actor);
  }

  /** The content of a file. */
  read(path: string): Uint8Array {
    const entry = this.entry(path);
    if (entry.kind === "directory") throw new SystemError("EISDIR");
    this.require(entry, "read");
    return entry.kind === "file" ? entry.content : new Uint8Array();
  }

  /** Puts a new regular file at a path and answers with it. */
  create(path: string, permissions: number): Entry {
    const { path: target } = this.find(path);
    return this.#store(target, fileEntry(new Uint8Array(), this.#owned(permissions)));
  }

  /** Makes a directory. */
  makeDirectory(path: string, permissions = 0o777): void {
    this.#storeNew(path, directoryEntry(this.#owned(permissions)));
  }

  /** Makes a symbolic link. */
  symlink(target: string, path: string): void {
    this.#storeNew(path, linkEntry(target, this.#owned(0o777)));
  }

  /** Gives a file a second name. */
  link(from: string, to: string): void {
    const entry = this.entry(from, { follow: false });
    if (entry.kind === "directory") throw new SystemError("EPERM");
    if (entry.kind === "device" || entry.kind === "program") throw new SystemError("EPERM");
    this.#storeNew(to, entry);
  }

  /** Takes a file away. */
  unlink(path: string): void {
    const found = this.find(path, { follow: false });
    if (found.entry === undefined) throw new SystemError("ENOENT");
    if (found.entry.kind === "directory") throw new SystemError("EISDIR");
    this.#remove(found.path);
  }

  /** Takes an empty directory away. */
  removeDirectory(path: string): void {
    const found = this.find(path, { follow: false });
    if (found.entry === undefined) throw new SystemError("ENOENT");
    if (found.entry.kind !== "directory") throw new SystemError("ENOTDIR");
    this.#remove(found.path);
  }

  /** Moves a file or directory over another one. */
  rename(from: string, to: string): void {
    const source = this.find(from, { follow: false });
    const target = this.find(to, { follow: false });
    if (source.entry === undefined) throw new SystemError("ENOENT");
    if (target.entry?.kind === "directory" && source.entry.kind !== "directory") {
      throw new SystemError("EISDIR");
    }
    if (
      target.entry !== undefined && target.entry.kind !== "directory" && source.entry.kind === "directory"
    ) {
      throw new SystemError("ENOTDIR");
    }
    if (target.entry?.kind === "directory" && this.system.names(target.path, this.#actor).length > 0) {
      throw new SystemError("ENOTEMPTY");
    }
    if (target.path.startsWith(`${source.path}/`)) throw new SystemError("EINVAL");
    this.#requireWritable(source.path);
    this.#requireWritable(target.path);
    this.system.move(source.path, target.path, this.#actor);
  }

  /** Changes mode, owner or time of what a path leads to. */
  change(
    path: string,
    facts: Partial<Pick<Entry, "mode" | "uid" | "gid" | "mtime">>,
    options: { readonly follow?: boolean } = {},
  ): void {
    const found = this.find(path, options);
    if (found.entry === undefined) throw new SystemError("ENOENT");
    const { uid } = this.#actor;
    const gives = (facts.uid ?? found.entry.uid) !== found.entry.uid;
    if (uid !== 0 && (uid !== found.entry.uid || gives)) throw new SystemError("EPERM");
    const { entry } = found;
    if (entry.kind === "device" || entry.kind === "program") throw new SystemError("EROFS");
    if (entry.kind === "file") Object.assign(entry, facts);
    else this.system.store(found.path, { ...entry, ...facts }, this.#actor);
  }

  #walk(path: string, walk: { readonly follow: boolean; readonly links: number }): Found {
    if (walk.links > MOST_LINKS) throw new SystemError("ELOOP");
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    let at = "/";
    let entry = this.system.entry("/", this.#actor);
    for (const [index, part] of parts.entries()) {
      if (entry === undefined) throw new SystemError("ENOENT");
      if (entry.kind !== "directory") throw new SystemError("ENOTDIR");
      this.require(entry, "run");
      const next = part === ".." ? parentPath(at) : joinPath(at, part);
      entry = this.system.entry(next, this.#actor);
      const isLast = index === parts.length - 1;
      if (entry?.kind === "link" && (!isLast || walk.follow)) {
        const rest = [absolutePath(entry.target, at), ...parts.slice(index + 1)].join("/");
        return this.#walk(rest, { ...walk, links: walk.links + 1 });
      }
      at = next;
    }
    return { path: at, entry };
  }

  #owned(permissions: number): { mode: number; uid: number; gid: number; mtime: number } {
    const { uid, gid, umask } = this.#actor;
    return { mode: permissions & ~umask, uid, gid, mtime: Math.floor(Date.now() / 1000) };
  }

  #storeNew(path: string, entry: StoredEntry): void {
    const found = this.find(path.replace(/(?<=.)\/+$/, ""), { follow: false });
    if (found.entry !== undefined) throw new SystemError("EEXIST");
    this.#store(found.path, entry);
  }

  #store(path: string, entry: StoredEntry): StoredEntry {
    this.#requireWritable(path);
    this.system.store(path, entry, this.#actor);
    return entry;
  }

  #remove(path: string): void {
    this.#requireWritable(path);
    this.system.remove(path, this.#actor);
  }

  /** Names are made and removed by whoever may write the directory. */
  #requireWritable(path: string): void {
    const directory = this.system.entry(parentPath(path), this.#actor);
    if (directory !== undefined) this.require(directory, "write");
  }
}
