import { createHash } from "node:crypto";
import { capturedText } from "./capture.ts";
import { newToken } from "./leash.ts";
import type { CommandOutcome } from "./run.ts";
import type { FileSource, Place, PutOptions, TransferOptions, Transferred } from "./transfer.ts";
import { assertFilePath, assertOwner, TransferError, transferError } from "./transfer_error.ts";
import { receiveScript, transferFault } from "./transfer_scripts.ts";

/**
 * Copies a file to a place. It appears there whole and checked, or not at all.
 *
 * @throws {TransferError}
 */
export async function putFile(
  place: Place,
  path: string,
  source: FileSource,
  options: PutOptions,
): Promise<Transferred> {
  assertFilePath(path);
  assertOwner(path, options);
  const upload = new Upload(source, options);
  const owner = options.group === undefined ? options.user ?? "" : `${options.user ?? ""}:${options.group}`;
  const way = options.overwrite ? "overwrite" : "new";
  const argv = [
    "sh",
    "-c",
    receiveScript,
    "sh",
    path,
    String(source.size),
    way,
    options.mode ?? "",
    owner,
    newToken(),
  ];
  let outcome: CommandOutcome;
  try {
    outcome = await place.run(argv, {
      stdin: upload.stream(),
      onStdout: (chunk) => upload.hear(chunk),
      signal: options.signal,
      timeout: options.timeout,
    });
  } finally {
    upload.close();
  }
  const said = capturedText(outcome.stderr).trim();
  const fault = transferFault(outcome.code);
  // A disk that is full says so itself, and then too little arrives.
  if (upload.mismatch !== undefined && (fault !== "write" || said === "")) {
    throw new TransferError(
      `${JSON.stringify(path)} arrived in ${place.name} as another file: ${upload.mismatch}.`,
      {
        fault: "checksum",
        path,
        remedy: "It was thrown away, and what was there before is unchanged: try again.",
      },
    );
  }
  if (outcome.code !== 0) {
    throw transferError(path, place.name, fault, said);
  }
  return upload.result();
}

/** The sending side of {@linkcode receiveScript}: the content, then `keep` when the far end has received the same. */
class Upload {
  readonly #source: FileSource;
  readonly #options: TransferOptions;
  readonly #hash = createHash("sha256");
  readonly #received = Promise.withResolvers<string | undefined>();
  #heard = "";
  #sent = 0;
  #verified = false;
  #sha256 = "";
  mismatch: string | undefined;

  constructor(source: FileSource, options: TransferOptions) {
    this.#source = source;
    this.#options = options;
  }

  async *stream(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source.open()) {
      this.#sent += chunk.length;
      if (this.#sent > this.#source.size) break;
      this.#hash.update(chunk);
      yield chunk;
      this.#options.onProgress?.(this.#sent);
    }
    if (this.#sent !== this.#source.size) {
      this.mismatch = `${this.#source.size} bytes were announced, but the source gave ${this.#sent}`;
      return;
    }
    this.#sha256 = this.#hash.digest("hex");
    const [, size, sum] = (await this.#received.promise)?.split(" ") ?? [];
    if (size === undefined) return;
    if (Number(size) !== this.#sent) this.mismatch = `${this.#sent} bytes were sent, ${size} arrived`;
    else if (sum && sum !== this.#sha256) this.mismatch = `its SHA-256 is ${sum}, not ${this.#sha256}`;
    else {
      this.#verified = sum !== undefined && sum !== "";
      yield new TextEncoder().encode("keep\n");
    }
  }

  hear(chunk: Uint8Array): void {
    this.#heard += new TextDecoder().decode(chunk);
    const line = /^received .*(?=\n)/m.exec(this.#heard)?.[0];
    if (line !== undefined) this.#received.resolve(line);
  }

  /** Lets the stream end when the far end has nothing more to say. */
  close(): void {
    this.#received.resolve(undefined);
  }

  result(): Transferred {
    return { size: this.#sent, sha256: this.#sha256, verified: this.#verified };
  }
}
