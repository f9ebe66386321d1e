import { failure } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { digestOf } from "../../cluster/digest.ts";
import type { Section } from "../../cluster/section.ts";

/** Keys of a call that are no options of a section. */
const CONTROL = new Set(["delete", "digest", "node"]);

/** Checked parameters as the options of a section: what was not given is left out, booleans are numbers. */
export function withoutUndefined(params: Readonly<Record<string, unknown>>): Section {
  const entries = Object.entries(params).filter(([key, value]) => value !== undefined && !CONTROL.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
}

/** Changes a section by the parameters of an update: sets what was given, removes what `delete` names. */
export function assignSection(section: Section, params: Readonly<Record<string, unknown>>): void {
  Object.assign(section, withoutUndefined(params));
  for (const key of splitList(String(params["delete"] ?? ""))) delete section[key];
}

function plain(value: unknown): string | number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  return Array.isArray(value) ? value.join(",") : String(value);
}

/**
 * Refuses a change made for another version of a configuration file.
 *
 * @throws {ApiFailure} 500
 */
export function requireDigest(file: unknown, given: unknown): void {
  if (given === undefined || given === digestOf(file)) return;
  throw failure("detected modified configuration - file changed by other user? Try again.");
}
