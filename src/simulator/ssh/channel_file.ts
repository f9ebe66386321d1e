import type { Readable, Writable } from "node:stream";
import { Bell } from "../linux/kernel/bell.ts";
import { OpenFile } from "../linux/kernel/open_file.ts";
import { SystemError } from "../linux/system_error.ts";

/** Bytes of input after which the client is held back. */
const MOST_HELD = 256 * 1024;

/** The stdin of a command: what comes in on its channel. */
export class ChannelInput extends OpenFile {
  readonly kind = "socket";
  readonly #bell = new Bell();
  readonly #stream: Readable;
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #isOver = false;

  constructor(stream: Readable) {
    super();
    this.#stream = stream;
    stream.on("data", (chunk: Uint8Array) => this.#take(chunk));
    const end = (): void => {
      this.#isOver = true;
      this.#bell.ring();
    };
    stream.on("end", end).on("close", end);
  }

  override read(most: number): Uint8Array | undefined {
    const first = this.#chunks[0];
    if (first === undefined) return this.#isOver ? new Uint8Array() : undefined;
    const taken = first.subarray(0, most);
    if (taken.length < first.length) this.#chunks[0] = first.subarray(taken.length);
    else this.#chunks.shift();
    this.#held -= taken.length;
    if (this.#held < MOST_HELD) this.#stream.resume();
    return taken;
  }

  override get changed(): Promise<void> {
    return this.#bell.rung;
  }

  /** Nobody reads any more: what still comes is thrown away, so that the channel can close. */
  protected override close(): void {
    this.#isOver = true;
    this.#chunks.length = 0;
    this.#stream.resume();
  }

  #take(chunk: Uint8Array): void {
    if (this.#isOver) return;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held >= MOST_HELD) this.#stream.pause();
    this.#bell.ring();
  }
}

/** The stdout or stderr of a command: what goes out on its channel. */
export class ChannelOutput extends OpenFile {
  readonly kind = "socket";
  /** Settles when no process has it open any more. */
  readonly closed: Promise<void>;
  readonly #bell = new Bell();
  readonly #stream: Writable;
  readonly #close: () => void;
  #isFull = false;
  #isBroken = false;

  constructor(stream: Writable, channel: { on(event: "close", listener: () => void): unknown }) {
    super();
    this.#stream = stream;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#close = resolve;
    stream.on("drain", () => {
      this.#isFull = false;
      this.#bell.ring();
    });
    channel.on("close", () => {
      this.#isBroken = true;
      this.#bell.ring();
    });
  }

  override write(bytes: Uint8Array): number {
    if (this.#isBroken) throw new SystemError("EPIPE");
    if (this.#isFull) return 0;
    this.#isFull = !this.#stream.write(bytes.slice());
    return bytes.length;
  }

  override get changed(): Promise<void> {
    return this.#bell.rung;
  }

  protected override close(): void {
    this.#close();
  }
}
