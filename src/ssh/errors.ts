import { WireError } from "../wire/errors.ts";

/** The private key cannot be used: not readable, readable by others, encrypted, or no private key at all. */
export class KeyFileError extends WireError {
  override readonly name = "KeyFileError";
}

/** The server let nobody in with what is configured. */
export class LoginError extends WireError {
  override readonly name = "LoginError";
  /** The methods that the server would have taken, as it named them last. */
  readonly offered: readonly string[];

  constructor(
    message: string,
    options: { readonly offered: readonly string[]; readonly remedy: string; readonly cause?: unknown },
  ) {
    super(message, options);
    this.offered = options.offered;
  }
}

/** `sudo -n` did not let the SSH user run a command, or is not there. */
export class SudoError extends WireError {
  override readonly name = "SudoError";
}
