import { secretForms } from "./secret_forms.ts";
import { isSecretKey, isSshKeysKey, shortenSshKeys } from "./sensitive_keys.ts";

/** What stands in place of a secret. */
export const redacted = "[redacted]";

/** A shorter value would hide ordinary words: the secret "x" would blank every x. */
const shortestSecret = 6;

const secrets = new Set<string>();
let pattern: RegExp | undefined;

/** Keys without anything to hide: the same few come in every row of a list. Bounded, since some come from outside. */
const harmlessKeys = new Set<string>();
const harmlessKeysKept = 2000;

/**
 * Makes `redactText` and `redactValue` hide a value from now on, also URL-encoded, in JSON and in base64.
 *
 * Values below six characters are ignored. Registering twice is harmless.
 */
export function registerSecret(value: string): void {
  if (value.length < shortestSecret || secrets.has(value)) return;
  secrets.add(value);
  changed();
}

/** Forgets every registered secret (tests, and settings loaded anew). */
export function forgetSecrets(): void {
  secrets.clear();
  changed();
}

function changed(): void {
  pattern = undefined;
  harmlessKeys.clear();
}

/**
 * The text without registered secrets and without what can only be one: private keys in PEM form, Proxmox's API
 * tokens, tickets and CSRF tokens, `Authorization` values, JWTs, cloud-init passwords, subscription keys.
 */
export function redactText(text: string): string {
  // No shape below matches so short a text either.
  if (text.length < shortestSecret) return text;
  let result = text;
  if (secrets.size > 0) result = result.replace(registeredPattern(), redacted);
  if (!partOfEveryShape.test(result)) return result;
  for (const [shape, replacement] of secretShapes) result = result.replace(shape, replacement);
  return result;
}

/**
 * A copy of the value without secrets: below secret keys (`password`, `token`, `ticket`, `csrf...`) whatever is there,
 * elsewhere what `redactText` hides; public SSH keys are shortened. Handles nested arrays, maps, sets, errors and cycles;
 * bytes are replaced by their number.
 *
 * @param read what is done to every text before it is looked at
 */
export function redactValue(value: unknown, read: (text: string) => string = (text) => text): unknown {
  return redactInner(value, { seen: new Map(), read });
}

/** One walk through a value: what it has come by, with its copy, and how it reads texts. */
interface Walk {
  readonly seen: Map<object, unknown>;
  readonly read: (text: string) => string;
}

function redactInner(value: unknown, walk: Walk): unknown {
  if (typeof value === "string") return redactText(walk.read(value));
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof URL) {
    return value instanceof URL ? redactText(value.href) : value;
  }
  const known = walk.seen.get(value);
  if (known !== undefined) return known;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value) || value instanceof Set) return redactItems(value, walk);
  if (value instanceof Error) return redactError(value, walk);
  return redactEntries(value, value instanceof Map ? value : Object.entries(value), walk);
}

function redactItems(items: Iterable<unknown> & object, walk: Walk): unknown[] {
  const copy: unknown[] = [];
  walk.seen.set(items, copy);
  for (const item of items) copy.push(redactInner(item, walk));
  return copy;
}

function redactEntries(
  source: object,
  entries: Iterable<readonly [unknown, unknown]>,
  walk: Walk,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  walk.seen.set(source, copy);
  // A new API token comes as { "full-tokenid": ..., value: "<secret>" }.
  const hasTokenValue = has(source, "full-tokenid") || has(source, "tokenid");
  for (const [named, item] of entries) {
    const key = String(named);
    const secret = isSecretKey(key) || (hasTokenValue && key === "value");
    const shown = secret
      ? hidden(item)
      : isSshKeysKey(key) && typeof item === "string"
      ? redactText(shortenSshKeys(walk.read(item)))
      : redactInner(item, walk);
    const name = redactKey(key);
    // A name from outside may be "__proto__": define that one instead of assigning it.
    if (name === "__proto__") Object.defineProperty(copy, name, { value: shown, enumerable: true });
    else copy[name] = shown;
  }
  return copy;
}

function redactKey(key: string): string {
  if (harmlessKeys.has(key)) return key;
  const name = redactText(key);
  if (name === key) {
    if (harmlessKeys.size >= harmlessKeysKept) harmlessKeys.clear();
    harmlessKeys.add(key);
  }
  return name;
}

function has(source: object, key: string): boolean {
  return source instanceof Map ? source.has(key) : Object.hasOwn(source, key);
}

/** Switches and empty values below a secret key say only whether there is a secret. */
function hidden(value: unknown): unknown {
  return value === undefined || value === null || value === "" || typeof value === "boolean"
    ? value
    : redacted;
}

function redactError(error: Error, walk: Walk): Record<string, unknown> {
  const copy: Record<string, unknown> = { name: error.name, message: redactText(walk.read(error.message)) };
  walk.seen.set(error, copy);
  if (error.stack !== undefined) copy.stack = redactText(walk.read(error.stack));
  if (error.cause !== undefined) copy.cause = redactInner(error.cause, walk);
  for (const [key, item] of Object.entries(error)) {
    if (!(key in copy)) copy[key] = isSecretKey(key) ? hidden(item) : redactInner(item, walk);
  }
  return copy;
}

function registeredPattern(): RegExp {
  if (pattern === undefined) {
    const forms = [...secrets].flatMap(secretForms);
    // The longest first, so that a form which contains another one is hidden whole.
    const alternatives = [...new Set(forms)].sort((a, b) => b.length - a.length).map(RegExp.escape);
    pattern = new RegExp(alternatives.join("|"), "g");
  }
  return pattern;
}

const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** One of these is in whatever a shape below matches; most texts are names and numbers, and need no closer look. */
const partOfEveryShape = /[!:=]|%3A|--|eyJ|p(?:ve|bs|mg)[0-9][a-z]-/;

/** Repetitions are bounded so that no text, however hostile, takes quadratic time. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [
    /-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----[^]*?(?:-----END \1-----|$)/g,
    `-----BEGIN $1----- ${redacted}`,
  ],
  [new RegExp(`(![A-Za-z][\\w.-]{0,64}(?:[= ]|%3D))${uuid}`, "g"), `$1${redacted}`],
  [/PVE[A-Z]{0,12}(?::|%3A)[^\s;"']{0,160}?(?::|%3A){2}[A-Za-z0-9+/=%]{16,}/g, redacted],
  [/\b[0-9A-F]{8}(?::|%3A)[A-Za-z0-9+/%]{27,}=*/g, redacted],
  [/(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:bearer|basic) )?)[^\s"',]{6,}/gi, `$1${redacted}`],
  [/\beyJ[\w-]{10,300}\.eyJ[\w-]{10,4000}\.[\w-]{0,4000}/g, redacted],
  // What follows in a placeholder or a dotted example is no secret.
  [/(\b(?:\w{0,20}_)?(?:password|passwd|passphrase|secret|token)=)(?![<.[])[^\s,;&"'|]+/gi, `$1${redacted}`],
  [/(\bcipassword["']?\s?[:=]\s?["']?)[^\s"',;&]+/gi, `$1${redacted}`],
  [/(--(?=[a-z])[a-z-]{0,30}(?:password|passphrase|secret)[= ])[^\s-]\S*/gi, `$1${redacted}`],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/]{0,100}:)[^\s@/]{1,200}(?=@)/gi, `$1${redacted}`],
  [/\bp(?:ve|bs|mg)[0-9][a-z]-[0-9a-f]{10}\b/g, redacted],
];
