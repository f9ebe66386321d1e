import type { ApiResponse } from "../../api/dispatcher.ts";

/** One of Proxmox's commands ends with a message on stderr and an exit code. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly code: number;

  /** @param message without the newline at its end */
  constructor(message: string, code = 255) {
    super(message);
    this.code = code;
  }
}

/** What most failures end with: Perl's `die`. */
export const DIED = 255;

/**
 * The exit code of a failed call: Perl leaves with the last error number of the system where there is one.
 *
 * A configuration file that is not there, or cannot be written, leaves ENOENT; a name that is not found, EAGAIN.
 */
export function exitCodeOf(message: string): number {
  if (
    /^Configuration file '.*' does not exist|^unable to open file |^volume '.*' does not exist/.test(message)
  ) return 2;
  return message.startsWith("hostname lookup ") ? 11 : DIED;
}

/** The failure of a call, in the words of a command with that synopsis. */
export function failureOf(response: ApiResponse, synopsis: string): CommandFailure {
  const message = (response.message ?? response.text ?? "").replace(/\n+$/, "") || response.reason;
  if (response.errors === undefined) return new CommandFailure(message, exitCodeOf(message));
  const rows = Object.entries(response.errors).map(([name, text]) => `${name}: ${text.replace(/\n+$/, "")}`);
  return new CommandFailure(["400 Parameter verification failed.", ...rows, synopsis].join("\n"));
}
