import { WireError } from "./errors.ts";
import type { WireRequest } from "./wire.ts";

/** A guest's configuration, where Proxmox stores an empty value as a blank that later reads stumble over. */
const guestConfig = /^\/nodes\/[^/]+\/(?:qemu|lxc)(?:\/\d+\/config)?$/;

/**
 * Turns a request's parameters into the names and values that travel, in the form every Proxmox version accepts.
 *
 * Booleans become 1 and 0, a list repeats its name, null and undefined send nothing (pve-facts 1.3: a JSON null or an
 * empty value in a guest's configuration is stored as a blank, so an empty one is refused there).
 *
 * @throws {WireError} for a number that is not finite, and for an empty value in a guest's configuration.
 */
export function parameterPairs(request: WireRequest): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const [name, given] of Object.entries(request.parameters ?? {})) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value === null || value === undefined) continue;
      const text = valueText(name, value);
      if (text === "" && request.method !== "GET" && guestConfig.test(request.path)) {
        throw new WireError(`The parameter ${name} is empty, and Proxmox would store a blank in its place.`, {
          remedy: `To unset it, send delete=${name} instead.`,
        });
      }
      pairs.push([name, text]);
    }
  }
  return pairs;
}

function valueText(name: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new WireError(`The parameter ${name} is ${value}, which is no number that Proxmox understands.`, {
      remedy: "Give a finite number.",
    });
  }
  return String(value);
}
