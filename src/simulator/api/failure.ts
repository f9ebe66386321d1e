/** How the answer's body is made: JSON with a message, nothing at all, or the bare text. */
export type FailureBody = "json" | "empty" | "text";

/**
 * A refused or failed call, with the status and the words Proxmox VE would use.
 *
 * The first line of `text` becomes the reason phrase.
 */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly status: number;
  /** Text per offending parameter. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly body: FailureBody;
  /** Whether the message in the body ends in a newline, as texts of Perl's `die` do. */
  readonly newline: boolean;

  constructor(
    status: number,
    text: string,
    options: {
      readonly errors?: Readonly<Record<string, string>>;
      readonly body?: FailureBody;
      readonly newline?: boolean;
    } = {},
  ) {
    super(text);
    this.status = status;
    if (options.errors !== undefined) this.errors = options.errors;
    this.body = options.body ?? "json";
    this.newline = options.newline ?? true;
  }

  /** The reason phrase of the status line. */
  get reason(): string {
    return this.message.split("\n")[0] ?? "";
  }
}

/** 500 with a message: what nearly every failure inside a method is. */
export function failure(text: string, errors?: Readonly<Record<string, string>>): ApiFailure {
  return new ApiFailure(500, text, errors === undefined ? {} : { errors });
}

/** 400 with a text per offending parameter. */
export function invalid(errors: Readonly<Record<string, string>>): ApiFailure {
  return new ApiFailure(400, "Parameter verification failed.", { errors });
}

/** 403 with the missing privileges, or any other reason, in parentheses; without one the bare sentence. */
export function forbidden(reason?: string): ApiFailure {
  return new ApiFailure(
    403,
    reason === undefined ? "Permission check failed" : `Permission check failed (${reason})`,
  );
}

/** 403 for privileges missing on a path. */
export function missingPrivilege(path: string, privs: readonly string[], any = false): ApiFailure {
  return forbidden(`${path}, ${privs.join(any ? "|" : ", ")}`);
}

/** 501 for a path or method that does not exist. */
export function notImplemented(method: string, path: string): ApiFailure {
  return new ApiFailure(501, `Method '${method} ${path}' not implemented`, { newline: false });
}
