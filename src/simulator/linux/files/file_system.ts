import { SystemError } from "../system_error.ts";
import { type DirectoryEntry, directoryEntry, type Entry, type StoredEntry } from "./entry.ts";
import { joinPath, parentPath } from "./path.ts";

/** Who looks, as far as it matters for what is found: `/proc/self` is another one for each process. */
export interface Viewer {
  readonly pid: number;
}

/** Entries that are not stored but made up when they are looked at; nothing can be written there. */
export interface Source {
  /** The entry of an absolute path without symbolic links. */
  entry(path: string, viewer: Viewer): Entry | undefined;
  /** Names directly below a directory. */
  names(path: string, viewer: Viewer): readonly string[];
}

/** The stored files of a system by absolute path; plain data, so that a guest can be cloned with them. */
export type Files = Record<string, StoredEntry>;

/** What a file system is made of. */
export interface FileSystemOptions {
  readonly files: Files;
  readonly sources?: readonly Source[];
  /** Bytes that can still be written. */
  readonly space?: () => number;
}

/**
 * Stored files over made-up ones. Paths are absolute and free of symbolic links; permissions are not looked at.
 *
 * A directory is there as soon as something is in it.
 */
export class FileSystem {
  readonly #files: Files;
  readonly #sources: readonly Source[];
  readonly #space: () => number;

  constructor({ files, sources = [], space = () => Infinity }: FileSystemOptions) {
    this.#files = files;
    this.#sources = sources;
    this.#space = space;
  }

  /** The entry of a path. */
  entry(path: string, viewer: Viewer): Entry | undefined {
    const stored = this.#files[path];
    if (stored !== undefined) return stored;
    for (const source of this.#sources) {
      const made = source.entry(path, viewer);
      if (made !== undefined) return made;
    }
    return path === "/" || this.#holdsSomething(path) ? impliedDirectory : undefined;
  }

  /** Names directly below a directory, sorted. */
  names(path: string, viewer: Viewer): string[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    const found = new Set<string>();
    for (const one of Object.keys(this.#files)) {
      if (one.startsWith(prefix) && one !== prefix) found.add(one.slice(prefix.length).split("/")[0] ?? "");
    }
    for (const source of this.#sources) for (const name of source.names(path, viewer)) found.add(name);
    return [...found].sort((a, b) => a < b ? -1 : 1);
  }

  /**
   * Puts an entry at a path.
   *
   * @throws {SystemError} ENOENT or ENOTDIR for its directory, EROFS over something made up.
   */
  store(path: string, entry: StoredEntry, viewer: Viewer): void {
    const directory = this.entry(parentPath(path), viewer);
    if (directory === undefined) throw new SystemError("ENOENT");
    if (directory.kind !== "directory") throw new SystemError("ENOTDIR");
    this.#refuseMadeUp(path, viewer);
    this.#files[path] = entry;
  }

  /**
   * Takes the entry of a path away.
   *
   * @throws {SystemError} ENOENT, ENOTEMPTY, or EROFS for something made up.
   */
  remove(path: string, viewer: Viewer): void {
    if (this.entry(path, viewer) === undefined) throw new SystemError("ENOENT");
    this.#refuseMadeUp(path, viewer);
    if (this.names(path, viewer).length > 0) throw new SystemError("ENOTEMPTY");
    delete this.#files[path];
    // A directory that was only implied by what was in it stays.
    const above = parentPath(path);
    if (this.entry(above, viewer) === undefined) this.#files[above] = directoryEntry();
  }

  /** Moves the entry of a path, with everything below it, over another path. */
  move(from: string, to: string, viewer: Viewer): void {
    const entry = this.#files[from];
    if (entry === undefined) {
      throw new SystemError(this.entry(from, viewer) === undefined ? "ENOENT" : "EROFS");
    }
    if (from === to) return;
    this.store(to, entry, viewer);
    delete this.#files[from];
    for (const one of Object.keys(this.#files).filter((path) => path.startsWith(`${from}/`))) {
      const below = this.#files[one];
      if (below !== undefined) this.#files[joinPath(to, one.slice(from.length + 1))] = below;
      delete this.#files[one];
    }
  }

  /**
   * Makes sure that so many bytes more can be written.
   *
   * @throws {SystemError} ENOSPC
   */
  requireSpace(bytes: number): void {
    if (bytes > this.#space()) throw new SystemError("ENOSPC");
  }

  #holdsSomething(path: string): boolean {
    return Object.keys(this.#files).some((one) => one.startsWith(`${path}/`));
  }

  #refuseMadeUp(path: string, viewer: Viewer): void {
    if (
      this.#files[path] === undefined && this.#sources.some((one) => one.entry(path, viewer) !== undefined)
    ) {
      throw new SystemError("EROFS");
    }
  }
}

const impliedDirectory: DirectoryEntry = Object.freeze(directoryEntry());
