import * as z from "zod";

/**
 * Reads a number as Proxmox sends it: JSON number or numeric string, interchangeable between releases and endpoints.
 *
 * Anything else is undefined, so that one odd value does not lose a whole answer.
 */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return Number(value);
  }
  return undefined;
}

/** Reads a boolean as Proxmox sends it: 1, 0, "1", "0", true, false, or absent for false. */
export function readFlag(value: unknown): boolean {
  return value === 1 || value === "1" || value === true;
}

/** Reads a text that may be missing; numbers are taken as text, since Perl does not tell them apart. */
export function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

/** Reads Proxmox's `tags` option (`web;prod`) as a sorted list. */
export function readTags(value: unknown): string[] {
  return typeof value === "string" ? value.split(/[;, ]+/).filter((tag) => tag !== "").sort() : [];
}

/** {@linkcode readNumber} as part of a schema. */
export const numeric = z.unknown().transform(readNumber).optional();

/** {@linkcode readFlag} as part of a schema. */
export const flag = z.unknown().transform(readFlag).optional().transform((value) => value ?? false);

/** {@linkcode readText} as part of a schema. */
export const text = z.unknown().transform(readText).optional();

/** {@linkcode readTags} as part of a schema. */
export const tagList = z.unknown().transform(readTags).optional().transform((value) => value ?? []);
