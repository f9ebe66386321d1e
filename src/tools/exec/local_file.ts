import type { FileSource } from "../../ssh/transfer.ts";
import { LocalFileError } from "./files_root.ts";

/** Bytes that are read or written at once. */
const pieceSize = 256 * 1024;

/**
 * Opens a local file to be sent.
 *
 * @throws {LocalFileError} when it is not there, is no regular file, or is larger than `limit` bytes.
 */
export async function readLocal(path: string, limit: number): Promise<FileSource> {
  const info = await Deno.stat(path).catch((cause: unknown) => {
    throw new LocalFileError(`The local file ${path} cannot be read.`, {
      remedy: "Correct the path.",
      cause,
    });
  });
  if (!info.isFile) throw new LocalFileError(`${path} is no regular file.`);
  if (info.size > limit) throw tooLarge(path, info.size, limit);
  return {
    size: info.size,
    async *open() {
      using file = await Deno.open(path);
      // The next piece is read while this one is sent; two buffers do for any size.
      const buffers = [new Uint8Array(pieceSize), new Uint8Array(pieceSize)] as const;
      let [filled, spare] = buffers;
      let reading = file.read(filled);
      for (let read = await reading; read !== null; read = await reading) {
        const piece = filled.subarray(0, read);
        [filled, spare] = [spare, filled];
        reading = file.read(filled);
        reading.catch(() => {});
        yield piece;
      }
    },
  };
}

/** A text of the call itself as a file to be sent. @throws {LocalFileError} when it is larger than `limit` bytes. */
export function textSource(text: string, limit: number): FileSource {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > limit) throw tooLarge("The content", bytes.length, limit);
  return {
    size: bytes.length,
    async *open() {
      yield await Promise.resolve(bytes);
    },
  };
}

/**
 * Writes a local file piece by piece under a temporary name beside it, and puts it in place when all is there.
 *
 * Without `overwrite` a file that is there stays; what was written is removed whenever this throws.
 *
 * @throws {LocalFileError} when the file exists and may not be replaced.
 */
export async function writeLocal<Result>(
  path: string,
  overwrite: boolean,
  fill: (write: (chunk: Uint8Array) => void | Promise<void>) => Promise<Result>,
): Promise<Result> {
  if (!overwrite && await Deno.lstat(path).then(() => true, () => false)) {
    throw new LocalFileError(`The local file ${path} exists.`, { remedy: "overwrite=true replaces it." });
  }
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    let result: Result;
    {
      using file = await Deno.open(part, { write: true, createNew: true, mode: 0o600 });
      const behind = new WriteBehind(file);
      result = await fill((chunk) => behind.take(chunk));
      await behind.end();
    }
    if (overwrite) await Deno.rename(part, path);
    else await Deno.link(part, path).then(() => Deno.remove(part));
    return result;
  } catch (error) {
    await Deno.remove(part).catch(() => undefined);
    throw error;
  }
}

/** Gathers small pieces of a file and writes them while the next ones come. */
class WriteBehind {
  readonly #file: Deno.FsFile;
  #filling = new Uint8Array(pieceSize);
  #spare = new Uint8Array(pieceSize);
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Keeps a copy of a piece; the promise, where there is one, holds its source back until the disk has caught up. */
  take(chunk: Uint8Array): Promise<void> | undefined {
    const fits = chunk.subarray(0, pieceSize - this.#filled);
    this.#filling.set(fits, this.#filled);
    this.#filled += fits.length;
    return this.#filled < pieceSize ? undefined : this.#next(chunk.subarray(fits.length));
  }

  /** Writes the rest. */
  async end(): Promise<void> {
    await this.#writing;
    await this.#write(this.#filling.subarray(0, this.#filled));
  }

  async #next(rest: Uint8Array): Promise<void> {
    await this.#writing;
    this.#writing = this.#write(this.#filling);
    this.#writing.catch(() => {});
    [this.#filling, this.#spare] = [this.#spare, this.#filling];
    this.#filled = 0;
    await this.take(rest);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length;) written += await this.#file.write(bytes.subarray(written));
  }
}

function tooLarge(what: string, size: number, limit: number): LocalFileError {
  return new LocalFileError(`${what} has ${size} bytes, allowed are ${limit}.`, {
    remedy: "The owner can raise MAX_FILE_SIZE.",
  });
}
