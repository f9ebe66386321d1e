import { ExplainedError } from "../text/explained.ts";

/** A text that no command line can carry. */
export class QuoteError extends ExplainedError {
  override readonly name = "QuoteError";
}

/**
 * Makes one argument of a text, whatever it holds, for a shell that follows POSIX (the login shell of a Proxmox node).
 *
 * Single quotes take everything literally but themselves, so each of those is closed, escaped and opened again.
 *
 * @throws {QuoteError} for a NUL, which ends an argument in the kernel, and for half a surrogate pair, which has no bytes.
 */
export function quote(argument: string): string {
  if (argument.includes("\0")) {
    throw new QuoteError("A command line cannot carry the NUL character.", {
      remedy: "Leave it out, or send the text on stdin, which takes any byte.",
    });
  }
  if (!argument.isWellFormed()) {
    throw new QuoteError("A command line cannot carry half of a character (a lone UTF-16 surrogate).", {
      remedy: "Send whole characters, or the bytes on stdin.",
    });
  }
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** Joins arguments to one command line that a POSIX shell splits into the very same arguments. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quote).join(" ");
}

/** Bytes that Linux takes as one argument (MAX_ARG_STRLEN, the closing NUL included); sshd hands over a whole line as one. */
const maxLine = 128 * 1024;

/**
 * Refuses a line that no login shell can be given.
 *
 * @throws {QuoteError} naming its length.
 */
export function assertLength(line: string): void {
  const length = new TextEncoder().encode(line).length;
  if (length < maxLine) return;
  throw new QuoteError(
    `The command line has ${length} bytes with its quotes, and a node takes fewer than ${maxLine}.`,
    {
      remedy: "Send the bulk of it on stdin or as a file, or by the REST API.",
    },
  );
}
