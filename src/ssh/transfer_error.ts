import { ExplainedError } from "../text/explained.ts";
import type { TransferFault } from "./transfer_scripts.ts";

/** A file did not get to the other end, or not as it was; the destination is as it was before. */
export class TransferError extends ExplainedError {
  override readonly name = "TransferError";
  readonly fault: TransferFault;
  /** The path at the far end. */
  readonly path: string;

  constructor(
    message: string,
    options: { fault: TransferFault; path: string; remedy?: string; cause?: unknown },
  ) {
    super(message, options);
    this.fault = options.fault;
    this.path = options.path;
  }
}

/**
 * Refuses a path that a transfer may not touch: relative, with `..`, a directory, or with a character no path can hold.
 *
 * @throws {TransferError}
 */
export function assertFilePath(path: string): void {
  const wrong = !path.startsWith("/")
    ? "is not absolute"
    : path.split("/").includes("..")
    ? "contains .."
    : path.endsWith("/") || path.endsWith("/.")
    ? "names a directory"
    : path.includes("\0")
    ? "contains the NUL character"
    : undefined;
  if (wrong === undefined) return;
  throw new TransferError(`The path ${JSON.stringify(path)} ${wrong}.`, {
    fault: "other",
    path,
    remedy: "Give the absolute path of a file, without .. in it.",
  });
}

/**
 * Refuses an owner that `chown` would take apart (`user:group`, `user.group`) or read as an option.
 *
 * @throws {TransferError}
 */
export function assertOwner(
  path: string,
  { user, group }: { readonly user?: string | undefined; readonly group?: string | undefined },
): void {
  for (const name of [user, group]) {
    if (name === undefined || /^[^\s:.-][^\s:]*$/.test(name)) continue;
    throw new TransferError(`${JSON.stringify(name)} is no name or id of a user or group.`, {
      fault: "ownership",
      path,
      remedy: "Give user and group each by its name or number.",
    });
  }
}

/** The error for what a script at the far end said. */
export function transferError(
  path: string,
  where: string,
  fault: TransferFault,
  said: string,
): TransferError {
  const [message, remedy] = sentences(path, where, fault, lastLine(said));
  return new TransferError(message, { fault, path, remedy });
}

function sentences(
  path: string,
  where: string,
  fault: TransferFault,
  said: string,
): [message: string, remedy: string] {
  const shown = JSON.stringify(path);
  switch (fault) {
    case "missing":
      return [
        `${shown} is not there in ${where}: ${said || "no such file or directory"}.`,
        "Correct the path.",
      ];
    case "directory":
      return [`${shown} in ${where} is a directory.`, "Give the path of a file in it."];
    case "special":
      return [`${shown} in ${where} is no regular file.`, "Only regular files can be copied."];
    case "exists":
      return [`${shown} exists in ${where} already.`, "Ask to overwrite it, or choose another name."];
    case "write":
      return [
        `${shown} cannot be written in ${where}: ${said}.`,
        "Make room or correct the rights; nothing was changed.",
      ];
    case "ownership":
      return [
        `${shown} cannot get the owner or mode asked for in ${where}: ${said}.`,
        "Correct them; nothing was changed.",
      ];
    case "read":
      return [`${shown} cannot be read in ${where}: ${said}.`, "Look at the rights of the file."];
    default:
      return [
        `${shown} could not be copied in ${where}: ${said || "no reason given"}.`,
        "Nothing was changed.",
      ];
  }
}

function lastLine(said: string): string {
  return (said.trim().split("\n").at(-1) ?? "").replace(/^(?:missing|directory|exists|special) /, "").replace(
    /\.$/,
    "",
  );
}
