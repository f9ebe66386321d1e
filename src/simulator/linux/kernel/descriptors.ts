import { SystemError } from "../system_error.ts";
import type { OpenFile } from "./open_file.ts";

/** The open files of a process, by descriptor. */
export class Descriptors {
  readonly #files = new Map<number, OpenFile>();
  /** What redirections that last for a while have put aside; a child does not get them. */
  readonly #aside = new Set<Map<number, OpenFile | undefined>>();
  #isCleared = false;

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

  /** Opens a descriptor onto a file; what it led to before is closed. A process that has ended opens nothing. */
  set(fd: number, file: OpenFile): void {
    if (this.#isCleared) return;
    const former = this.#files.get(fd);
    this.#files.set(fd, file.hold());
    former?.release();
  }

  /** Opens the lowest free descriptor behind the three standard ones. */
  add(file: OpenFile): number {
    let fd = 3;
    while (this.#files.has(fd)) fd++;
    this.set(fd, file);
    return fd;
  }

  /** Puts descriptors aside; what comes back opens them as they were. */
  save(fds: readonly number[]): () => void {
    const aside = new Map(fds.map((fd) => [fd, this.#files.get(fd)?.hold()]));
    this.#aside.add(aside);
    return () => {
      if (!this.#aside.delete(aside)) return;
      for (const [fd, file] of aside) {
        if (file === undefined) this.close(fd);
        else this.set(fd, file);
        file?.release();
      }
    };
  }

  /** Closes a descriptor. */
  close(fd: number): void {
    const file = this.#files.get(fd);
    this.#files.delete(fd);
    file?.release();
  }

  /** Closes all. */
  clear(): void {
    this.#isCleared = true;
    for (const fd of [...this.#files.keys()]) this.close(fd);
    for (const aside of this.#aside) for (const file of aside.values()) file?.release();
    this.#aside.clear();
  }

  /** Descriptors and their files. */
  entries(): [number, OpenFile][] {
    return [...this.#files];
  }
}
