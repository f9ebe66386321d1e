import type { ClientChannel } from "ssh2";
import type { Readable } from "node:stream";
import type { Exit, StartedChannel } from "./channel.ts";
import { packetBuffers } from "./lent_buffers.ts";

/** What a {@linkcode RunningCommand} reads and writes. */
export interface CommandStreams {
  /** Sent to the command; its stdin ends where this does. A piece is done with when the next one is asked for. */
  readonly stdin: Uint8Array | AsyncIterable<Uint8Array>;
  /**
   * Called with each piece, in order; while a promise it gave is pending, the server sends no more than a window. The piece is
   * done with afterwards: what of it is to stay is to be copied.
   */
  readonly onStdout: (chunk: Uint8Array) => void | Promise<void>;
  readonly onStderr: (chunk: Uint8Array) => void | Promise<void>;
}

/** Milliseconds of silence after a command's exit until a process that still holds its streams open is left alone. */
const silenceAfterExit = 1000;

/** A command on its channel: feeds its stdin, reads its output with back-pressure, and knows when it is over. */
export class RunningCommand {
  readonly #started: StartedChannel;
  readonly #channel: ClientChannel;
  readonly #finished = Promise.withResolvers<Exit | undefined>();
  readonly #closed = Promise.withResolvers<void>();
  #taking = 0;
  #over = false;
  #failed = false;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(started: StartedChannel, streams: CommandStreams) {
    const { channel } = started;
    this.#started = started;
    this.#channel = channel;
    // Whoever awaits `finished` later still sees the failure.
    this.#finished.promise.catch(() => {});
    channel.on("error", () => {});
    started.whenExited(() => this.#awaitSilence());
    // stderr is a stream of its own and may still hold data when stdout has ended.
    let open = 2;
    const oneEnded = (): void => {
      if (--open === 0) this.#end();
    };
    channel.once("close", oneEnded);
    channel.stderr.once("end", oneEnded);
    this.#read(channel, streams.onStdout);
    this.#read(channel.stderr, streams.onStderr);
    this.#feed(streams.stdin).catch((error) => this.#fail(error));
  }

  /**
   * Settles when the channel is closed and all output was taken; undefined when no exit came. Rejects when a stream of
   * ours fails.
   */
  get finished(): Promise<Exit | undefined> {
    return this.#finished.promise;
  }

  /** Settles when the channel is closed, also where `finished` was rejected before. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Stops reading and feeding and closes the channel; the command itself may go on. */
  abandon(): void {
    this.#end();
  }

  /** A daemon that the command left behind keeps the streams open; when nothing more comes, the answer is whole. */
  #awaitSilence(): void {
    if (this.#started.exit === undefined || this.#over) return;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (this.#taking > 0) this.#awaitSilence();
      else this.#end();
    }, silenceAfterExit);
  }

  #read(stream: Readable, take: (chunk: Uint8Array) => void | Promise<void>): void {
    stream.on("data", (buffer: Uint8Array) => {
      if (this.#over || this.#failed) return;
      // Of a Buffer, which this is, `slice` would make no copy.
      const chunk = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
      this.#awaitSilence();
      try {
        const taken = take(chunk);
        if (taken instanceof Promise) this.#pauseUntil(stream, taken, chunk);
        else packetBuffers.giveBack(chunk);
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #pauseUntil(stream: Readable, taken: Promise<void>, chunk: Uint8Array): void {
    stream.pause();
    this.#taking++;
    taken.then(() => {
      packetBuffers.giveBack(chunk);
      this.#taking--;
      stream.resume();
    }, (error) => this.#fail(error));
  }

  async #feed(stdin: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    if (stdin instanceof Uint8Array) {
      if (stdin.length > 0) this.#channel.write(stdin);
    } else {
      for await (const chunk of stdin) {
        if (this.#over || this.#started.exit !== undefined) return;
        await this.#written(chunk);
      }
    }
    if (!this.#over) this.#channel.end();
  }

  /** Waits until the server has taken a piece, which its source may fill anew from then on, or will never take it. */
  #written(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#channel.removeListener("close", done);
        this.#channel.removeListener("exit", done);
        resolve();
      };
      if (this.#over || this.#started.exit !== undefined) return resolve();
      this.#channel.once("close", done);
      this.#channel.once("exit", done);
      this.#channel.write(chunk, done);
    });
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#finished.reject(error);
    this.#discard();
  }

  /** Throws away what still arrives, so that the channel can close. */
  #discard(): void {
    this.#channel.resume();
    this.#channel.stderr.resume();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#silence);
    this.#channel.close();
    this.#discard();
    this.#finished.resolve(this.#started.exit);
    this.#closed.resolve();
  }
}
