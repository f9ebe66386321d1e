import { Buffer } from "node:buffer";

/**
 * Takes the lines `TOKEN PID` out of a command's stderr, where {@linkcode leashed} wrote them, and remembers the last.
 *
 * What a login shell printed before the first of them is no output of the command and goes too.
 */
export class ProcessMarkers {
  readonly #token: Buffer;
  /** How many lines will come: one for each shell level that says its process id. */
  #awaited: number;
  #held: Buffer = Buffer.alloc(0);
  #processId: number | undefined;

  constructor(token: string, awaited: number) {
    this.#token = Buffer.from(token);
    this.#awaited = awaited;
  }

  /** Process id in the last line seen, on the host nearest to the command. */
  get processId(): number | undefined {
    return this.#processId;
  }

  /** True once every line has come, that is, once the command runs. */
  get complete(): boolean {
    return this.#awaited === 0;
  }

  /** Gives back what of a chunk belongs to the command; text that may still be before a line is held back. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#awaited === 0) return chunk;
    this.#held = Buffer.concat([this.#held, chunk]);
    while (this.#awaited > 0) {
      const at = this.#held.indexOf(this.#token);
      const end = at < 0 ? -1 : this.#held.indexOf(10, at);
      if (end < 0) return new Uint8Array(0);
      this.#processId = Number(this.#held.subarray(at + this.#token.length + 1, end).toString());
      this.#held = this.#held.subarray(end + 1);
      this.#awaited--;
    }
    return this.#rest();
  }

  /** What was held back to the end: the words of a shell or of `ssh` that never started the command. */
  flush(): Uint8Array {
    return this.#awaited === 0 ? new Uint8Array(0) : this.#rest();
  }

  #rest(): Uint8Array {
    const rest = new Uint8Array(this.#held);
    this.#held = Buffer.alloc(0);
    return rest;
  }
}
