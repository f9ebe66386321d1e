import { Buffer } from "node:buffer";
import type { FileEntry as SftpName } from "ssh2";
import type { OpenFile } from "../../linux/kernel/open_file.ts";
import { SystemError } from "../../linux/system_error.ts";

/** What a handle stands for: an open file or the names in a directory. */
export interface Opened {
  readonly path: string;
  readonly file?: OpenFile;
  readonly names?: readonly SftpName[];
}

/** The files and directories that a client has open. */
export class Handles {
  readonly #opened = new Map<number, Opened>();
  #last = 0;

  /** Gives a new handle. */
  add(opened: Opened): Buffer {
    this.#last += 1;
    this.#opened.set(this.#last, opened);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.#last);
    return handle;
  }

  /** What a handle stands for. */
  get(handle: Uint8Array): Opened {
    const opened = this.#opened.get(numberOf(handle));
    if (opened === undefined) throw new SystemError("EBADF");
    return opened;
  }

  /** The names that were not handed out yet. */
  takeNames(handle: Uint8Array): SftpName[] {
    const opened = this.get(handle);
    this.#opened.set(numberOf(handle), { ...opened, names: [] });
    return [...opened.names ?? []];
  }

  /** Closes a handle. */
  delete(handle: Uint8Array): void {
    if (!this.#opened.delete(numberOf(handle))) throw new SystemError("EBADF");
  }
}

function numberOf(handle: Uint8Array): number {
  return handle.length === 4 ? Buffer.from(handle).readUInt32BE() : 0;
}
