const TEXTS = {
  EACCES: "Permission denied",
  EAGAIN: "Resource temporarily unavailable",
  EBADF: "Bad file descriptor",
  EEXIST: "File exists",
  EINTR: "Interrupted system call",
  EINVAL: "Invalid argument",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  ENOENT: "No such file or directory",
  ENOEXEC: "Exec format error",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  ENXIO: "No such device or address",
  EPERM: "Operation not permitted",
  EPIPE: "Broken pipe",
  EROFS: "Read-only file system",
  ESRCH: "No such process",
} as const;

/** The errors that the simulated kernel knows. */
export type ErrorCode = keyof typeof TEXTS;

/** What a system call failed for; the message is what `strerror` says. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(TEXTS[code]);
    this.code = code;
  }
}

/** The text of a failed system call; any other error goes on. */
export function systemErrorText(error: unknown): string {
  if (error instanceof SystemError) return error.message;
  throw error;
}
