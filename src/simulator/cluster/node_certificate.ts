import { createHash } from "node:crypto";

/** A certificate as `GET /nodes/{node}/certificates/info` describes it. */
export interface NodeCertificate {
  readonly filename: string;
  readonly pem: string;
  /** SHA-256, 32 upper-case pairs joined by colons. */
  readonly fingerprint: string;
  /** `/OU=.../CN=...`. */
  readonly subject: string;
  readonly issuer: string;
  /** Seconds since the epoch. */
  readonly notbefore: number;
  readonly notafter: number;
  readonly san: readonly string[];
}

/** Writes a hash as upper-case pairs joined by colons. */
export function formatFingerprint(hash: Uint8Array): string {
  return Array.from(hash, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":");
}

/** The fingerprint of a node that serves no port here and therefore has no real certificate. */
export function inventedFingerprint(node: string): string {
  return formatFingerprint(createHash("sha256").update(`certificate of ${node}`).digest());
}
