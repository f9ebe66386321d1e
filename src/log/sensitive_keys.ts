/** Keys whose values are secret, compared without case, hyphens and underscores. */
const secretKeys = new Set([
  "authorization",
  "cookie",
  "setcookie",
  "encryptionkey",
  "keyring",
  "otp",
  "pass",
  "passwd",
  "tfachallenge",
]);

/** Endings of keys whose values are secret: `cipassword`, `api_token_secret`, `CSRFPreventionToken`, `vncticket`. */
const secretEndings = [
  "password",
  "passphrase",
  "secret",
  "token",
  "tokenvalue",
  "ticket",
  "privatekey",
  "secretkey",
  "apikey",
  "accesskey",
  "statekey",
];

/** Tells whether the value below this key is secret, in Proxmox's own parameters and in our settings. */
export function isSecretKey(key: string): boolean {
  return kindOf(key) === "secret";
}

/** Tells whether the value below this key is a list of public SSH keys, which is shortened instead of hidden. */
export function isSshKeysKey(key: string): boolean {
  return kindOf(key) === "ssh keys";
}

type KeyKind = "secret" | "ssh keys" | "plain";

/** The same few keys come again and again; how many are remembered is bounded, since some come from outside. */
const kinds = new Map<string, KeyKind>();
const kindsKept = 2000;

function kindOf(key: string): KeyKind {
  const known = kinds.get(key);
  if (known !== undefined) return known;
  const kind = readKind(key.toLowerCase().replace(/[-_ ]/g, ""));
  if (kinds.size >= kindsKept) kinds.clear();
  kinds.set(key, kind);
  return kind;
}

function readKind(plain: string): KeyKind {
  if (plain === "sshkeys" || plain === "sshpublickeys") return "ssh keys";
  const isSecret = secretKeys.has(plain) || plain.startsWith("csrf") ||
    secretEndings.some((ending) => plain.endsWith(ending));
  return isSecret ? "secret" : "plain";
}

/**
 * Each key of an `authorized_keys` text as type, last eight characters and comment; Proxmox keeps it URL-encoded.
 *
 * A line without a public key is not shown: somebody may have put a private one there.
 */
export function shortenSshKeys(text: string): string {
  return decoded(text).split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) => {
    const words = line.split(/\s+/);
    const at = words.findIndex((word) => keyMaterial.test(word));
    const material = words[at];
    if (material === undefined) return "[no public key]";
    return [...words.slice(Math.max(0, at - 1), at), `…${material.slice(-8)}`, ...words.slice(at + 1)].join(
      " ",
    );
  }).join("\n");
}

/** Public keys in base64 begin with the length of their type's name, which is below 256; or what is left of a shortened one. */
const keyMaterial = /^(?:AAAA[A-Za-z0-9+/]{8,}=*|….{1,8})$/;

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
