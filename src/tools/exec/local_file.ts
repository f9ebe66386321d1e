import type { FileSource } from "../../ssh/transfer.ts";
import { LocalFileError } from "./files_root.ts";

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
      const buffer = new Uint8Array(256 * 1024);
      for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
        yield buffer.slice(0, read);
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
  fill: (write: (chunk: Uint8Array) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  if (!overwrite && await Deno.lstat(path).then(() => true, () => false)) {
    throw new LocalFileError(`The local file ${path} exists.`, { remedy: "overwrite=true replaces it." });
  }
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    let result: Result;
    {
      using file = await Deno.open(part, { write: true, createNew: true, mode: 0o600 });
      result = await fill(async (chunk) => {
        for (let written = 0; written < chunk.length;) written += await file.write(chunk.subarray(written));
      });
      await file.sync();
    }
    if (overwrite) await Deno.rename(part, path);
    else await Deno.link(part, path).then(() => Deno.remove(part));
    return result;
  } catch (error) {
    await Deno.remove(part).catch(() => undefined);
    throw error;
  }
}

function tooLarge(what: string, size: number, limit: number): LocalFileError {
  return new LocalFileError(`${what} has ${size} bytes, allowed are ${limit}.`, {
    remedy: "The owner can raise MAX_FILE_SIZE.",
  });
}
