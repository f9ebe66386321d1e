import { SystemError } from "../system_error.ts";
import { Bell } from "./bell.ts";
import { OpenFile } from "./open_file.ts";

/** Bytes that a pipe usually holds until the writer has to wait. */
const CAPACITY = 65536;

/** Bytes on their way from writers to readers. */
class Pipe {
  readonly bell = new Bell();
  readonly chunks: Uint8Array[] = [];
  readonly capacity: number;
  held = 0;
  hasWriters = true;
  hasReaders = true;

  constructor(capacity: number) {
    this.capacity = capacity;
  }
}

class ReadingEnd extends OpenFile {
  readonly kind = "pipe";
  readonly #pipe: Pipe;

  constructor(pipe: Pipe) {
    super();
    this.#pipe = pipe;
  }

  override read(most: number): Uint8Array | undefined {
    const { chunks, bell, hasWriters } = this.#pipe;
    const first = chunks[0];
    if (first === undefined) return hasWriters ? undefined : new Uint8Array();
    const taken = first.subarray(0, most);
    if (taken.length < first.length) chunks[0] = first.subarray(taken.length);
    else chunks.shift();
    this.#pipe.held -= taken.length;
    bell.ring();
    return taken;
  }

  override get changed(): Promise<void> {
    return this.#pipe.bell.rung;
  }

  protected override close(): void {
    this.#pipe.hasReaders = false;
    this.#pipe.bell.ring();
  }
}

class WritingEnd extends OpenFile {
  readonly kind = "pipe";
  readonly #pipe: Pipe;

  constructor(pipe: Pipe) {
    super();
    this.#pipe = pipe;
  }

  override write(bytes: Uint8Array): number {
    const pipe = this.#pipe;
    if (!pipe.hasReaders) throw new SystemError("EPIPE");
    const taken = bytes.slice(0, pipe.capacity - pipe.held);
    if (taken.length === 0) return 0;
    pipe.chunks.push(taken);
    pipe.held += taken.length;
    pipe.bell.ring();
    return taken.length;
  }

  override get changed(): Promise<void> {
    return this.#pipe.bell.rung;
  }

  protected override close(): void {
    this.#pipe.hasWriters = false;
    this.#pipe.bell.ring();
  }
}

/** Makes a pipe; both ends are open, and nobody holds them yet. */
export function makePipe(capacity = CAPACITY): { readonly reading: OpenFile; readonly writing: OpenFile } {
  const pipe = new Pipe(capacity);
  return { reading: new ReadingEnd(pipe), writing: new WritingEnd(pipe) };
}
