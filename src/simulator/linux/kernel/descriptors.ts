import { SystemError } from "../system_error.ts";
import type { OpenFile } from "./open_file.ts";

/** The open files of a process, by descriptor. */
export class Descriptors {
  readonly #files = new Map<number, OpenFile>();

  constructor(files: Iterable<readonly [number, OpenFile]>) {
    for (const [fd, file] of files) this.set(fd, file);
  }

  /**
   * The file of a descriptor.
   *
   * @throws {SystemError} EBADF
   */
  get(fd: number): OpenFile {
    const file = this.#files.get(fd);
    if (file === undefined) throw new SystemError("EBADF");
    return file;
  }

  /** The file of a descriptor; undefined when it is not open. */
  peek(fd: number): OpenFile | undefined {
    return this.#files.get(fd);
  }

  /** Opens a descriptor onto a file; what it led to before is closed. */
  set(fd: number, file: OpenFile): void {
    const former = this.#files.get(fd);
    this.#files.set(fd, file.hold());
    former?.release();
  }

  /** Closes a descriptor. */
  close(fd: number): void {
    const file = this.#files.get(fd);
    this.#files.delete(fd);
    file?.release();
  }

  /** Closes all. */
  clear(): void {
    for (const fd of [...this.#files.keys()]) this.close(fd);
  }

  /** Descriptors and their files. */
  entries(): [number, OpenFile][] {
    return [...this.#files];
  }
}
