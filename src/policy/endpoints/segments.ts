import { capEnd } from "../../text/cap.ts";
import { PolicyError } from "../errors.ts";

// deno-lint-ignore no-control-regex -- control characters are what this looks for
const forbidden = /[\\\u0000-\u001f\u007f]/;

/** Characters of a path that an error repeats. */
const longestShown = 200;

/** Unencoded, these end the path of an address. */
const endsPath = /[?#]/;

/**
 * Splits a request's path the way Proxmox routes it: percent-decoded first, empty segments dropped.
 *
 * Proxmox decodes `%2F` before routing, so `/nodes/a%2Fstatus` is a node's status and is read as such here too.
 *
 * @throws {PolicyError} for a path that Proxmox or a wire could take for another one: `.` and `..`, a query or fragment,
 * backslashes, control characters, broken percent-encoding, no slash at the start.
 */
export function routedSegments(path: string): readonly string[] {
  const decoded = decodedPath(path);
  const segments = decoded?.split("/").filter((segment) => segment !== "");
  if (
    decoded === undefined || segments === undefined || !decoded.startsWith("/") || endsPath.test(path) ||
    forbidden.test(decoded) || segments.some((segment) => segment === "." || segment === "..")
  ) {
    throw new PolicyError(`${JSON.stringify(capEnd(path, longestShown))} is no path of Proxmox's API.`, {
      remedy:
        "Give the path as the API documents it, such as /nodes/pve1/qemu/100/config, and parameters apart.",
    });
  }
  return segments;
}

function decodedPath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
