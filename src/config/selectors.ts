import * as z from "zod";

/** Picks guests in the allow and deny lists: `100`, `100-199`, `web-*`, `pool:prod`, `tag:lab`. */
export type GuestSelector =
  | { readonly kind: "id"; readonly vmid: number }
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "name"; readonly glob: string }
  | { readonly kind: "pool"; readonly pool: string }
  | { readonly kind: "tag"; readonly tag: string };

/** Picks calls that are confirmed besides those of class `destroy`: `tool:GLOB`, `class:NAME`, `tag:NAME`, `pool:NAME`. */
export type ConfirmRule =
  | { readonly kind: "tool"; readonly glob: string }
  | { readonly kind: "class"; readonly access: "write" | "destroy" | "exec" | "host" }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "pool"; readonly pool: string };

const guestForms =
  "must be a guest id (100), a range (100-199), a name with * or ? (web-*), pool:NAME or tag:NAME";
const ruleForms =
  "must be tool:NAME (with * or ?), class:write, class:exec, class:host, tag:NAME or pool:NAME";

/** Schema of one guest selector as it is written in a list; its output is the parsed form. */
export function guestSelector(): z.ZodType<GuestSelector> {
  return parsedText(parseGuestSelector, guestForms);
}

/** Schema of one confirmation rule as it is written in a list; its output is the parsed form. */
export function confirmRule(): z.ZodType<ConfirmRule> {
  return parsedText(parseConfirmRule, ruleForms);
}

function parsedText<T>(parse: (text: string) => T | undefined, message: string): z.ZodType<T> {
  return z.string({ error: message }).transform((text, context) => {
    const parsed = parse(text.trim());
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: "custom", message, input: text });
    return z.NEVER;
  });
}

function parseGuestSelector(text: string): GuestSelector | undefined {
  if (/^\d+$/.test(text)) return isVmid(Number(text)) ? { kind: "id", vmid: Number(text) } : undefined;
  const range = /^(\d+)\s*-\s*(\d+)$/.exec(text);
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    return isVmid(from) && isVmid(to) && from <= to ? { kind: "range", from, to } : undefined;
  }
  const { prefix, rest } = splitPrefix(text);
  if (rest === "") return undefined;
  switch (prefix) {
    case undefined:
    case "name":
      return /^[A-Za-z0-9.*?_-]+$/.test(rest) ? { kind: "name", glob: rest } : undefined;
    case "pool":
      return { kind: "pool", pool: rest };
    case "tag":
      return { kind: "tag", tag: rest };
    default:
      return undefined;
  }
}

function parseConfirmRule(text: string): ConfirmRule | undefined {
  const { prefix, rest } = splitPrefix(text);
  if (rest === "") return undefined;
  switch (prefix) {
    case "tool":
      return /^[A-Za-z0-9_*?-]+$/.test(rest) ? { kind: "tool", glob: rest } : undefined;
    case "class":
      return rest === "write" || rest === "destroy" || rest === "exec" || rest === "host"
        ? { kind: "class", access: rest }
        : undefined;
    case "tag":
      return { kind: "tag", tag: rest };
    case "pool":
      return { kind: "pool", pool: rest };
    default:
      return undefined;
  }
}

function splitPrefix(text: string): { readonly prefix: string | undefined; readonly rest: string } {
  const colon = text.indexOf(":");
  return colon < 0
    ? { prefix: undefined, rest: text.trim() }
    : { prefix: text.slice(0, colon).trim().toLowerCase(), rest: text.slice(colon + 1).trim() };
}

/** Proxmox's range of guest ids (pve-common `pve-vmid`: 100 to 999999999). */
function isVmid(value: number): boolean {
  return value >= 100 && value <= 999_999_999;
}
