import type { Connection } from "./connection.ts";
import { pause } from "../wire/pause.ts";

/** How much is left of the time that a call may wait, over all the tasks and pauses it is made of. */
export class TimeLeft {
  readonly #connection: Connection;
  readonly #end: number;

  /** @param seconds the call's `wait`. */
  constructor(connection: Connection, seconds: number) {
    this.#connection = connection;
    this.#end = performance.now() + seconds * 1000;
  }

  /** Seconds, never below zero; none once the process is ending. */
  get seconds(): number {
    if (this.#connection.waits?.ending.aborted === true) return 0;
    return Math.max(0, (this.#end - performance.now()) / 1000);
  }

  /** Waits so long, or as long as there is time. @throws the call's abort reason. */
  async pause(milliseconds: number): Promise<void> {
    const { signal, waits } = this.#connection;
    await pause(Math.min(milliseconds, this.seconds * 1000), signal, waits?.ending);
  }
}
