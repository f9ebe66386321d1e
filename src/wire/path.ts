import { ExplainedError } from "../text/explained.ts";

/** A path of Proxmox's REST tree, or an id that is to stand in one, which would not mean what it seems to mean. */
export class PathError extends ExplainedError {
  override readonly name = "PathError";
}

// Proxmox decodes %2F before routing (pve-facts 1.1), so an id with a slash would reach another endpoint however it is
// encoded; only a volume, which ends its path, may hold one.
// deno-lint-ignore no-control-regex -- control characters are what this looks for
const forbiddenInSegment = /[/\\\u0000-\u001f\u007f]|^\.{1,2}$|^$/;

/**
 * Builds a path of the REST tree from a template, each value one checked and percent-encoded segment.
 *
 * `path\`/nodes/${node}/qemu/${vmid}/config\`` refuses values that would change the route: empty ones, `.` and `..`,
 * slashes, backslashes and control characters.
 *
 * @throws {PathError} naming the value at fault.
 */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  let built = strings[0] ?? "";
  values.forEach((value, index) => {
    const segment = String(value);
    if (forbiddenInSegment.test(segment)) {
      throw new PathError(`${JSON.stringify(segment)} cannot be part of a Proxmox path.`, {
        remedy: "Ids hold no slashes, dots alone, or control characters; take the id from a list tool.",
      });
    }
    built += encodeURIComponent(segment) + (strings[index + 1] ?? "");
  });
  return built;
}

/**
 * Brings a path into the one form that guard and server read alike, each segment decoded as Proxmox does and encoded again.
 *
 * Without this, `/nodes/pve/%71emu/100` or `/nodes/pve/x/../qemu/100` would reach an endpoint that no rule about its
 * path has seen. A volume keeps its slash: `.../content/local:iso/a.iso`.
 *
 * @throws {PathError} for a path without its first slash, with a query string, broken escapes, or empty or dot segments.
 */
export function canonicalPath(given: string): string {
  const shown = JSON.stringify(given);
  if (!given.startsWith("/")) {
    throw new PathError(`${shown} is no Proxmox path.`, {
      remedy: "Paths start with a slash, for example /nodes.",
    });
  }
  if (given.includes("?") || given.includes("#")) {
    throw new PathError(`${shown} holds more than a path.`, {
      remedy: "Give what follows the question mark as parameters.",
    });
  }
  if (given === "/") return given;
  const segments = decoded(given, shown).slice(1).split("/");
  if (segments.some((segment) => forbiddenInSegment.test(segment))) {
    throw new PathError(
      `${shown} is no Proxmox path: it has an empty segment, dots alone, or control characters.`,
      {
        remedy: "Write it as the API lists it, for example /nodes/pve/qemu/100/config.",
      },
    );
  }
  return `/${segments.map(encodeURIComponent).join("/")}`;
}

function decoded(given: string, shown: string): string {
  try {
    return decodeURIComponent(given);
  } catch (error) {
    throw new PathError(`${shown} holds a broken percent escape.`, {
      cause: error,
      remedy: "Write a percent sign as %25.",
    });
  }
}
