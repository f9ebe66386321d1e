import type { Process } from "./process.ts";

/** The processes that see each other, by the ids they have there; a container has a space within its node's. */
export class PidSpace {
  /** The space around this one. */
  readonly outer: PidSpace | undefined;
  readonly #processes = new Map<number, Process>();
  #last: number;

  /** @param first the first id that is given out. */
  constructor(options: { readonly outer?: PidSpace; readonly first?: number } = {}) {
    this.outer = options.outer;
    this.#last = (options.first ?? 1) - 1;
  }

  /** Gives a process an id. */
  add(process: Process): number {
    this.#last += 1;
    this.#processes.set(this.#last, process);
    return this.#last;
  }

  /** Goes on counting from a higher id, as after a boot that started much. */
  skipTo(pid: number): void {
    this.#last = Math.max(this.#last, pid - 1);
  }

  /** Takes an ended process away. */
  delete(pid: number): void {
    this.#processes.delete(pid);
  }

  /** The process with that id. */
  get(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }

  /** Ids and processes, oldest first. */
  entries(): [number, Process][] {
    return [...this.#processes];
  }
}
