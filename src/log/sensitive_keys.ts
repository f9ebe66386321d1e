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
  const plain = plainKey(key);
  return secretKeys.has(plain) || plain.startsWith("csrf") ||
    secretEndings.some((ending) => plain.endsWith(ending));
}

/** Tells whether the value below this key is a list of public SSH keys, which is shortened instead of hidden. */
export function isSshKeysKey(key: string): boolean {
  const plain = plainKey(key);
  return plain === "sshkeys" || plain === "sshpublickeys";
}

/** Each key of an `authorized_keys` text as type, last eight characters and comment; Proxmox keeps it URL-encoded. */
export function shortenSshKeys(text: string): string {
  return decoded(text).split("\n").map((line) => line.trim()).filter((line) => line !== "").map((line) => {
    const [type = "", material = "", ...comment] = line.split(/\s+/);
    if (material.length <= 16) return line.length <= 24 ? line : `${line.slice(0, 8)}…${line.slice(-8)}`;
    return [type, `…${material.slice(-8)}`, ...comment].join(" ");
  }).join("\n");
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "");
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
