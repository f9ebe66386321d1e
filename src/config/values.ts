import * as z from "zod";

/**
 * Schemas of single values. Each accepts the text of an environment variable and the JSON value of the file alike, and
 * words its complaint to follow "is X, but ..." in a sentence.
 */

const switchWords: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  "1": true,
  false: false,
  no: false,
  off: false,
  "0": false,
};

/** True or false, also as 1, 0, yes, no, on, off in any case. */
export function switchValue(): z.ZodType<boolean> {
  const error = "must be true or false (1, 0, yes, no, on and off work too)";
  return z.preprocess((input) => switchFromText(input) ?? input, z.boolean({ error }));
}

/** The truth value of a word that `switchValue` accepts, or undefined. */
export function switchFromText(input: unknown): boolean | undefined {
  return switchWords[String(input).trim().toLowerCase()];
}

/** A whole number within bounds. */
export function wholeNumber(smallest: number, largest: number): z.ZodType<number> {
  const error = `must be a whole number from ${smallest} to ${largest}`;
  return z.preprocess(
    (input) => typeof input === "string" && /^\s*-?\d+\s*$/.test(input) ? Number(input) : input,
    z.int({ error }).min(smallest, { error }).max(largest, { error }),
  );
}

/** A TCP port. */
export function port(): z.ZodType<number> {
  return wholeNumber(1, 65535);
}

/** Any text but an empty one, without the spaces around it. */
export function text(): z.ZodType<string> {
  const error = "must be a text that is not empty";
  return z.preprocess(
    (input) => typeof input === "number" ? String(input) : input,
    z.string({ error }).trim().min(1, { error }),
  );
}

/** A secret: any text, kept as it is, spaces included. */
export function secretText(): z.ZodType<string> {
  const error = "must be a text that is not empty";
  return z.string({ error }).min(1, { error });
}

/** A text of a given form. */
export function textLike(form: RegExp, error: string): z.ZodType<string> {
  return z.preprocess(
    (input) => typeof input === "string" ? input.trim() : input,
    z.string({ error }).regex(form, { error }),
  );
}

/** One of a few words, in any case; `synonyms` maps other spellings to them. */
export function choice<const T extends string>(
  words: readonly T[],
  synonyms: Readonly<Record<string, T>> = {},
): z.ZodType<T> {
  const error = `must be ${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return z.preprocess((input) => {
    if (typeof input !== "string") return input;
    const word = input.trim().toLowerCase();
    return synonyms[word] ?? word;
  }, z.enum(words, { error }));
}

/** A list: a JSON array, or a text with commas or line breaks between the items. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.preprocess(
    itemsFromText,
    z.array(item, { error: "must be a list, with commas between the items" }),
  );
}

/** A list of names in which `*` and `?` stand for any characters and for one. */
export function globs(form: RegExp, error: string): z.ZodType<readonly string[]> {
  return listOf(
    z.string({ error }).trim().regex(form, { error: (issue) => `${error}, not "${String(issue.input)}"` }),
  );
}

/** An absolute `https://` address (`http://` too where it names a loopback address), without a trailing slash. */
export function webAddress(): z.ZodType<string> {
  const error = "must be an address that begins with https:// (http:// only for localhost)";
  return z.string({ error }).refine(isWebAddress, { error }).transform((address) =>
    address.trim().replace(/\/+$/, "")
  );
}

function isWebAddress(address: string): boolean {
  const url = URL.parse(address.trim());
  if (url === null) return false;
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function itemsFromText(input: unknown): unknown {
  if (typeof input === "number") return [String(input)];
  if (Array.isArray(input)) {
    return input.map((item: unknown) => typeof item === "number" ? String(item) : item);
  }
  if (typeof input !== "string") return input;
  if (input.trim().startsWith("[")) {
    try {
      return itemsFromText(JSON.parse(input));
    } catch {
      // No JSON after all: a name with a bracket is reported by the item's own schema.
    }
  }
  return input.split(/[,\n]/).map((item) => item.trim()).filter((item) => item !== "");
}
