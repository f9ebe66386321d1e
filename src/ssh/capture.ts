/** What was kept of a stream: all of it, or its beginning and its end. */
export interface Captured {
  /** The bytes kept, in order. */
  readonly bytes: Uint8Array;
  /** How many bytes came. */
  readonly total: number;
  /** Where in `bytes` something is missing; undefined when nothing is. */
  readonly gapAt: number | undefined;
}

/** Reads what was kept as UTF-8; a gap is filled with what `gap` makes of the number of missing bytes. */
export function capturedText(captured: Captured, gap: (missing: number) => string = () => ""): string {
  const { bytes, total, gapAt } = captured;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  if (gapAt === undefined) return decoder.decode(bytes);
  return decoder.decode(bytes.subarray(0, gapAt)) + gap(total - bytes.length) +
    decoder.decode(bytes.subarray(gapAt));
}

/** Keeps a stream up to a limit: the first half of it from the beginning, the other half from the end. */
export class Capture {
  readonly #headLimit: number;
  readonly #tailLimit: number;
  readonly #head: Uint8Array[] = [];
  #headLength = 0;
  /** What came after the head, written round and round; made when something does. */
  #tail: Uint8Array | undefined;
  #afterHead = 0;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.#headLimit = Math.ceil(limit / 2);
    this.#tailLimit = Math.floor(limit / 2);
  }

  /** Keeps a copy of the next bytes of the stream, as far as they are kept. */
  push(chunk: Uint8Array): void {
    const forHead = Math.min(chunk.length, this.#headLimit - this.#headLength);
    if (forHead > 0) {
      this.#head.push(chunk.slice(0, forHead));
      this.#headLength += forHead;
    }
    if (forHead < chunk.length) this.#pushTail(chunk.subarray(forHead));
  }

  #pushTail(rest: Uint8Array): void {
    this.#afterHead += rest.length;
    if (this.#tailLimit === 0) return;
    const tail = this.#tail ??= new Uint8Array(this.#tailLimit);
    const kept = rest.subarray(-this.#tailLimit);
    const at = (this.#afterHead - kept.length) % this.#tailLimit;
    const untilEnd = kept.subarray(0, this.#tailLimit - at);
    tail.set(untilEnd, at);
    tail.set(kept.subarray(untilEnd.length));
  }

  /** What has been kept so far. */
  result(): Captured {
    const head = concatenate(this.#head, this.#headLength);
    const kept = this.#keptTail();
    return {
      bytes: concatenate([head, kept], head.length + kept.length),
      total: head.length + this.#afterHead,
      gapAt: kept.length === this.#afterHead ? undefined : head.length,
    };
  }

  #keptTail(): Uint8Array {
    const tail = this.#tail ?? new Uint8Array();
    if (this.#afterHead <= tail.length) return tail.subarray(0, this.#afterHead);
    const oldest = this.#afterHead % tail.length;
    return concatenate([tail.subarray(oldest), tail.subarray(0, oldest)], tail.length);
  }
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
