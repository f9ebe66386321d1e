import { ExplainedError } from "../text/explained.ts";

/** An id that may not stand in a path of Proxmox's REST tree. */
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
