import type { CommandOutcome, RunOptions } from "./run.ts";

/** A place whose files can be copied: a node or a container on it. */
export interface Place {
  /** For messages, for example `container 100`. */
  readonly name: string;
  /** Runs a command there and throws when it could not be started. */
  run(argv: readonly string[], options: RunOptions): Promise<CommandOutcome>;
}

/** A file on this side, to be sent. */
export interface FileSource {
  /** In bytes; the transfer fails when another number of them comes. */
  readonly size: number;
  /** Opens the content from its beginning; a piece may be filled anew once the next one is asked for. */
  open(): AsyncIterable<Uint8Array>;
}

/** How a file is put in its place. */
export interface PutOptions extends TransferOptions {
  /** Whether a file that is there may be replaced. */
  readonly overwrite: boolean;
  /** Octal mode; default is the replaced file's, else 0644. */
  readonly mode?: string | undefined;
  /** User name or id; default is the replaced file's. */
  readonly user?: string | undefined;
  readonly group?: string | undefined;
}

/** What ends a transfer early and who hears of its progress. */
export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole transfer. */
  readonly timeout?: number | undefined;
  /** Called with the number of bytes sent or received so far. */
  readonly onProgress?: (bytes: number) => void;
}

/** What was copied. */
export interface Transferred {
  readonly size: number;
  /** SHA-256 in hexadecimal, computed on this side. */
  readonly sha256: string;
  /** Whether the far end computed the same; false where it has no `sha256sum`. */
  readonly verified: boolean;
}
