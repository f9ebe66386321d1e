import * as z from "zod";
import { parseSpan } from "../../text/span.ts";

/** A user with realm. */
export const userId = z.string().max(64).regex(
  /^[^\s:/!@]+(?:@[^\s:/!@]+)*@[A-Za-z][A-Za-z0-9._-]+$/,
  "must be user@realm, such as ann@pve",
);

/** A token with its user. */
export const tokenId = z.string().max(130).regex(
  /^[^\s:/!]+@[A-Za-z][A-Za-z0-9._-]+![A-Za-z][A-Za-z0-9._-]+$/,
  "must be user@realm!name, such as ann@pve!backup",
);

/** A user or a token. */
export const loginId = z.string().max(130).regex(
  /^[^\s:/!]+@[A-Za-z][A-Za-z0-9._-]+(?:![A-Za-z][A-Za-z0-9._-]+)?$/,
  "must be user@realm or user@realm!token",
);

/** A group's or a role's name. */
export const accessName = z.string().max(64).regex(/^[A-Za-z0-9][A-Za-z0-9._-]+$/, "is no name");

/** A path of the tree on which roles are granted. */
export const aclPath = z.string().max(300).regex(
  /^\/(?:[^\s/]+(?:\/[^\s/]+)*)?$/,
  "must be a path such as /vms/100",
);

/** A privilege's name. */
export const privilege = z.string().max(60).regex(
  /^[A-Z]\w+(?:\.[A-Z]\w+)+$/,
  "is no privilege, such as VM.Audit",
);

/** When something ends: in a span from now, at a date in UTC, or never. */
export const expiry = z.string().max(20).refine(
  (text) => expiryTime(text) !== undefined,
  "must be never, a span from now such as 30d, or a date such as 2027-01-31",
);

/** Seconds since 1970 of an {@linkcode expiry}, 0 for never; undefined when it is none. */
export function expiryTime(text: string): number | undefined {
  if (text === "never") return 0;
  const span = parseSpan(text);
  if (span !== undefined) return Math.floor((Date.now() + span) / 1000);
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time / 1000;
}
