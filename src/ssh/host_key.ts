import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** A host's public key as it travels and as `known_hosts` stores it in base64: length-prefixed type, then the numbers. */
export interface HostKey {
  readonly type: string;
  readonly blob: Uint8Array;
}

/** Takes a public key apart as far as its type; undefined when the bytes are none. */
export function parseHostKey(blob: Uint8Array): HostKey | undefined {
  if (blob.length < 8) return undefined;
  const length = new DataView(blob.buffer, blob.byteOffset).getUint32(0);
  if (length === 0 || length > 64 || blob.length < 4 + length) return undefined;
  return { type: new TextDecoder().decode(blob.subarray(4, 4 + length)), blob };
}

/** The fingerprint as `ssh-keygen -lf` shows it: `SHA256:` and 43 characters of base64 without padding. */
export function fingerprintOf(key: HostKey): string {
  return `SHA256:${createHash("sha256").update(key.blob).digest("base64").replace(/=+$/, "")}`;
}

/** The line that makes `known_hosts` trust a key. */
export function knownHostsLine(name: string, key: HostKey): string {
  return `${name} ${key.type} ${Buffer.from(key.blob).toString("base64")}`;
}

/** Tells whether two keys are the same, byte for byte. */
export function sameKey(one: HostKey, other: HostKey): boolean {
  return Buffer.from(one.blob).equals(other.blob);
}

/** The name of a host in `known_hosts`: bare on port 22, `[host]:port` elsewhere. */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/**
 * The algorithms of negotiation that show a key of each type, by preference (RFC 8332: an `ssh-rsa` key signs with
 * SHA-2 where both sides can).
 */
const algorithmsByType = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
} as const;

/** A key type that can be negotiated. */
export type KeyType = keyof typeof algorithmsByType;

/** A host key algorithm of the negotiation. */
export type HostKeyAlgorithm = (typeof algorithmsByType)[KeyType][number];

/** The types that can be negotiated, by preference. */
export const keyTypes: readonly KeyType[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
];

/** All algorithms, those of the given types first, so that a key of a type already known is the one that is shown. */
export function algorithmsPreferring(types: readonly string[]): HostKeyAlgorithm[] {
  const first = keyTypes.filter((type) => types.includes(type));
  const rest = keyTypes.filter((type) => !types.includes(type));
  return [...first, ...rest].flatMap((type) => [...algorithmsByType[type]]);
}

/** The algorithms that show a key of one type and no other. */
export function algorithmsOf(type: KeyType): HostKeyAlgorithm[] {
  return [...algorithmsByType[type]];
}
