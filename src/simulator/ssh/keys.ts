import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** A key pair; the private half is in OpenSSH's format, the public one is `TYPE BASE64`. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes an Ed25519 key pair. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { default: { utils } } = await import("ssh2");
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519");
    // Now and then ssh2 writes a key that it cannot read itself.
    if (!(utils.parseKey(pair.private) instanceof Error)) {
      return { privateKey: pair.private, publicKey: pair.public };
    }
  }
}

/** The fingerprint of a public key as `ssh-keygen -lf` shows it. */
export function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
