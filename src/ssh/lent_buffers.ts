/**
 * Buffers that are lent, read once and lent again: a copy of a gigabyte would otherwise leave a gigabyte behind for the
 * garbage collector, which comes late to memory outside of its own.
 *
 * One that never comes back is only a lost saving, so that whoever keeps what is in a buffer just does not give it back.
 */
export class LentBuffers {
  readonly #length: number;
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  readonly #lent = new WeakSet<ArrayBufferLike>();

  /** @param length in bytes of each buffer. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Lends a buffer of this many bytes, what stood in it before included; a longer one than there are is made for good. */
  lend(length = this.#length): Uint8Array<ArrayBuffer> {
    if (length > this.#length) return new Uint8Array(length);
    const buffer = this.#spare.pop() ?? new Uint8Array(this.#length);
    this.#lent.add(buffer.buffer);
    return buffer.subarray(0, length);
  }

  /** Takes back the buffer behind these bytes, which nobody reads any more; bytes of any other memory are left alone. */
  giveBack({ buffer }: Uint8Array): void {
    if (this.#lent.delete(buffer)) this.#spare.push(new Uint8Array(buffer as ArrayBuffer));
  }
}

/** For packets that are sealed, until they are on their way, and for payloads, until they are taken. */
export const packetBuffers = new LentBuffers(36 * 1024);

/** For what is gathered, until it has left, and for what comes, until it is read. */
export const pieceBuffers = new LentBuffers(256 * 1024);
