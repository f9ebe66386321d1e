import type { ErrorCode } from "../../linux/system_error.ts";

const OK = 0;
const END = 1;
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const FAILURE = 4;

/** The status code of SFTP for an error of the system; undefined is success, `end` the end of a file or list. */
export function statusOf(code: ErrorCode | "end" | undefined): number {
  switch (code) {
    case undefined:
      return OK;
    case "end":
      return END;
    case "ENOENT":
      return NO_SUCH_FILE;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return PERMISSION_DENIED;
    default:
      return FAILURE;
  }
}
