import { readAt, resize, writeAt } from "../files/content.ts";
import type { FileEntry } from "../files/entry.ts";
import type { FileSystem } from "../files/file_system.ts";
import { SystemError } from "../system_error.ts";
import { OpenFile } from "./open_file.ts";

/** How a file is opened. */
export interface OpenMode {
  readonly read?: boolean;
  readonly write?: boolean;
  /** Every write goes to the end. */
  readonly append?: boolean;
  readonly truncate?: boolean;
  /** Makes a file that is not there. */
  readonly create?: boolean;
  /** Refuses a file that is there. */
  readonly exclusive?: boolean;
  /** Permission bits of a file that is made, before the umask. */
  readonly permissions?: number;
}

/** An open regular file with its place in it. */
export class RegularFile extends OpenFile {
  readonly kind = "file";
  readonly entry: FileEntry;
  readonly #system: FileSystem;
  readonly #mode: OpenMode;
  #offset = 0;

  constructor(entry: FileEntry, system: FileSystem, mode: OpenMode) {
    super();
    this.entry = entry;
    this.#system = system;
    this.#mode = mode;
    if (mode.truncate === true) resize(entry, 0);
  }

  override read(most: number): Uint8Array {
    const bytes = this.readAt(this.#offset, most);
    this.#offset += bytes.length;
    return bytes;
  }

  override write(bytes: Uint8Array): number {
    if (this.#mode.append === true) this.#offset = this.entry.content.length;
    this.writeAt(this.#offset, bytes);
    this.#offset += bytes.length;
    return bytes.length;
  }

  /** Reads at an offset, wherever the file's own place is. */
  readAt(offset: number, most: number): Uint8Array {
    if (this.#mode.read !== true) throw new SystemError("EBADF");
    return readAt(this.entry, offset, most);
  }

  /** Writes at an offset, wherever the file's own place is. */
  writeAt(offset: number, bytes: Uint8Array): void {
    if (this.#mode.write !== true) throw new SystemError("EBADF");
    this.#system.requireSpace(Math.max(0, offset + bytes.length - this.entry.content.length));
    writeAt(this.entry, offset, bytes);
    this.entry.mtime = Math.floor(Date.now() / 1000);
  }
}

/** An open directory: it can be held, but neither read nor written as bytes. */
export class OpenDirectory extends OpenFile {
  readonly kind = "directory";

  override read(): Uint8Array {
    throw new SystemError("EISDIR");
  }
}
