import * as z from "zod";

/**
 * A number as Proxmox sends it: JSON number or numeric string, interchangeable between releases and endpoints.
 *
 * Anything else becomes undefined, so that one odd value does not lose a whole answer.
 */
export const numeric = z.unknown().transform((value) => {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return Number(value);
  }
  return undefined;
}).optional();

/** A boolean as Proxmox sends it: 1, 0, "1", "0", true, false, or absent for false. */
export const flag = z.unknown().transform((value) => value === 1 || value === "1" || value === true)
  .optional()
  .transform((value) => value ?? false);

/** A text that may be missing; numbers are taken as text, since Perl does not tell them apart. */
export const text = z.union([z.string(), z.number().transform(String)]).optional().catch(undefined);

/** Proxmox's `tags` option (`web;prod`) as a sorted list. */
export const tagList = z.unknown().transform((value) =>
  typeof value === "string" ? value.split(/[;, ]+/).filter((tag) => tag !== "").sort() : []
).optional().transform((value) => value ?? []);
