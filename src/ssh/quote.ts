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
