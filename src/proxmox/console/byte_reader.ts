import { RfbError } from "./rfb_error.ts";

/** Takes exact numbers of bytes from a stream whose chunks end anywhere. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array<ArrayBufferLike> = new Uint8Array();

  constructor(received: AsyncIterable<Uint8Array>) {
    this.#chunks = received[Symbol.asyncIterator]();
  }

  /** The next bytes. @throws {RfbError} when the stream ends before there are so many. */
  async take(count: number): Promise<Uint8Array> {
    if (this.#rest.length < count) await this.#gather(count);
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  /** The next bytes as a view, for numbers of several bytes. */
  async view(count: number): Promise<DataView> {
    const bytes = await this.take(count);
    return new DataView(bytes.buffer, bytes.byteOffset, count);
  }

  async #gather(count: number): Promise<void> {
    const parts = [this.#rest];
    let size = this.#rest.length;
    while (size < count) {
      const next = await this.#chunks.next();
      if (next.done === true) throw new RfbError("The console closed before its picture was whole.");
      parts.push(next.value);
      size += next.value.length;
    }
    this.#rest = new Uint8Array(size);
    let offset = 0;
    for (const part of parts) {
      this.#rest.set(part, offset);
      offset += part.length;
    }
  }
}
