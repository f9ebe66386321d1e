import { createHash } from "node:crypto";
import { capturedText } from "./capture.ts";
import { newToken } from "./leash.ts";
import type { Place, TransferOptions, Transferred } from "./transfer.ts";
import { assertFilePath, TransferError, transferError } from "./transfer_error.ts";
import { sendScript, transferFault } from "./transfer_scripts.ts";

/**
 * Copies a file from a place, piece by piece; a promise that `take` gives holds the far end back.
 *
 * What was taken is to be thrown away when this throws.
 *
 * @param limit the largest size in bytes; nothing is taken of a larger file.
 * @throws {TransferError}
 */
export async function getFile(
  place: Place,
  path: string,
  limit: number,
  take: (chunk: Uint8Array) => void | Promise<void>,
  options: TransferOptions = {},
): Promise<Transferred> {
  assertFilePath(path);
  const token = newToken();
  const download = new Download(take, options);
  const outcome = await place.run(["sh", "-c", sendScript, "sh", path, String(limit), token], {
    onStdout: (chunk) => download.hear(chunk),
    maxBytes: 16 * 1024,
    signal: options.signal,
    timeout: options.timeout,
  });
  const said = capturedText(outcome.stderr);
  const sum = new RegExp(`^${token} ([0-9a-f]{64})$`, "m").exec(said)?.[1];
  if (outcome.code === 68) {
    throw new TransferError(
      `${JSON.stringify(path)} in ${place.name} has ${download.size} bytes, allowed are ${limit}.`,
      {
        fault: "size",
        path,
        remedy: "Raise MAX_FILE_SIZE, or copy a part of it.",
      },
    );
  }
  if (outcome.code !== 0) {
    const own = said.split("\n").filter((line) => !line.startsWith(token)).join("\n");
    throw transferError(path, place.name, transferFault(outcome.code), own);
  }
  return download.result(path, place.name, sum);
}

/** The receiving side of {@linkcode sendScript}. */
class Download {
  readonly #take: (chunk: Uint8Array) => void | Promise<void>;
  readonly #options: TransferOptions;
  readonly #hash = createHash("sha256");
  #head = "";
  #received = 0;
  size: number | undefined;

  constructor(take: (chunk: Uint8Array) => void | Promise<void>, options: TransferOptions) {
    this.#take = take;
    this.#options = options;
  }

  hear(chunk: Uint8Array): void | Promise<void> {
    if (this.size !== undefined) return this.#content(chunk);
    const end = chunk.indexOf(10);
    this.#head += new TextDecoder().decode(end < 0 ? chunk : chunk.subarray(0, end));
    if (end < 0) return;
    this.size = Number(this.#head);
    return this.#content(chunk.subarray(end + 1));
  }

  #content(chunk: Uint8Array): void | Promise<void> {
    if (chunk.length === 0) return;
    this.#hash.update(chunk);
    this.#received += chunk.length;
    this.#options.onProgress?.(this.#received);
    return this.#take(chunk);
  }

  result(path: string, where: string, sum: string | undefined): Transferred {
    const sha256 = this.#hash.digest("hex");
    const fault = this.#received !== this.size
      ? "size"
      : sum !== undefined && sum !== sha256
      ? "checksum"
      : undefined;
    if (fault !== undefined) {
      throw new TransferError(
        `${
          JSON.stringify(path)
        } changed in ${where} while it was copied: ${this.size} bytes were announced, ${this.#received} came.`,
        { fault, path, remedy: "Copy it again when nothing writes to it." },
      );
    }
    return { size: this.#received, sha256, verified: sum !== undefined };
  }
}
