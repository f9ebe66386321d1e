import { SystemError } from "../system_error.ts";

/** What a descriptor leads to. */
export type OpenFileKind = "file" | "pipe" | "socket" | "device" | "directory";

/**
 * An open file, pipe or device. It may be shared by descriptors of several processes; the last one closes it.
 *
 * Reading and writing never wait: who has to, awaits `changed` and tries again.
 */
export abstract class OpenFile {
  abstract readonly kind: OpenFileKind;
  #holders = 0;

  /** Bytes that are there, empty at the end, undefined when the reader has to wait. */
  read(_most: number): Uint8Array | undefined {
    throw new SystemError("EBADF");
  }

  /** How many of the bytes were taken; 0 when the writer has to wait. */
  write(_bytes: Uint8Array): number {
    throw new SystemError("EBADF");
  }

  /** Settles when reading or writing may go on. */
  get changed(): Promise<void> {
    return Promise.resolve();
  }

  /** Counts one more descriptor. */
  hold(): this {
    this.#holders += 1;
    return this;
  }

  /** Counts one descriptor less; without any, the file is closed. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.close();
  }

  /** Ends what the file is connected to. */
  protected close(): void {}
}
