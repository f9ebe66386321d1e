import { redacted, redactValue } from "../../log/redact.ts";
import { isSshKeysKey } from "../../log/sensitive_keys.ts";
import { routedSegments } from "../endpoints/segments.ts";
import { addressFields, secretLines, type SensitiveFields, sensitiveFields } from "./fields.ts";
import { maskOption } from "./guest_option.ts";

/**
 * An answer of Proxmox's API as it may be shown: a copy without passwords, tokens, tickets, private keys and the like.
 *
 * Goes by names, by the endpoint (`fields.ts`), and by what can only be a secret wherever it stands.
 *
 * @param path the request's path below `/api2/json`.
 * @throws {PolicyError} for a path that may be read in two ways.
 */
export function maskAnswer(path: string, data: unknown): unknown {
  const route = `/${routedSegments(path).join("/")}`;
  const hidden = fieldsFor(route, sensitiveFields);
  const addresses = fieldsFor(route, addressFields);
  const isConfig = guestConfig.test(route);
  const hasSecretLines = secretLines.some((pattern) => pattern.test(route));
  const isCephOptions = cephOptions.test(route);

  function masked(value: unknown, name: string | undefined): unknown {
    if (typeof value === "string") {
      // Public keys under their own name are shortened by redactValue below.
      if (name !== undefined && isConfig && !isSshKeysKey(name)) return maskOption(name, value);
      return hasSecretLines ? maskLines(value) : value;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => masked(item, name));
    const pendingOf = isConfig && "key" in value && typeof value.key === "string" ? value.key : undefined;
    const isSecretOption = isCephOptions && Object.values(value).some(namesSecret);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        if (hidden.has(key)) return [key, hide(member)];
        if (addresses.has(key)) return [key, originOf(member)];
        if (isSecretOption && key === "value") return [key, redacted];
        // Rows of pending changes hold an option's name in `key` and its values beside it.
        if (pendingOf !== undefined && typeof member === "string") {
          return [key, key === "key" ? member : maskOption(pendingOf, member)];
        }
        return [key, masked(member, key)];
      }),
    );
  }

  return redactValue(masked(data, undefined));
}

const guestConfig = /^\/nodes\/[^/]+\/(qemu|lxc)\/\d+\/(config|pending|cloudinit|snapshot\/[^/]+\/config)$/;
const cephOptions = /^\/nodes\/[^/]+\/ceph\/cfg\/(db|value)$/;

/** Names of an endpoint's members that the tables of {@linkcode SensitiveFields} give for it. */
export function fieldsFor(route: string, fields: readonly SensitiveFields[]): ReadonlySet<string> {
  return new Set(
    fields.filter(({ paths }) => paths.some((pattern) => pattern.test(route))).flatMap((entry) =>
      entry.hidden
    ),
  );
}

function hide(value: unknown): unknown {
  return value === undefined || value === null || value === "" ? value : redacted;
}

/** Scheme, host and port of an address; the rest of it may be a password. */
function originOf(value: unknown): unknown {
  if (typeof value !== "string" || !URL.canParse(value)) return hide(value);
  return `${new URL(value).origin}/${redacted}`;
}

function namesSecret(value: unknown): boolean {
  return typeof value === "string" && /key|secret|password|token/i.test(value);
}

/** Lines such as `password: x`, `cipassword: x`, `- hashed_passwd: x`, `key = x`. */
const secretLine =
  /^([ \t]*(?:-[ \t]+)?["']?(?:[\w-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|keyring)|key)["']?[ \t]*[:=][ \t]*)\S.*$/gim;

/** The indented lines of `chpasswd`, which are `user:password`. */
const passwordList = /^(chpasswd:[ \t]*\n)(?:[ \t][^\n]*(?:\n|$))+/gm;

/** A public SSH key in the middle of other text. */
const publicKey = /\b((?:ssh|ecdsa|sk)-[\w@.-]{2,60})[ \t]+(AAAA[A-Za-z0-9+/]{8,}=*)/g;

function maskLines(text: string): string {
  return text.replace(passwordList, `$1  ${redacted}\n`).replace(secretLine, `$1${redacted}`)
    .replace(publicKey, (_, type: string, material: string) => `${type} …${material.slice(-8)}`);
}
