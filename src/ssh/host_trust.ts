import { fingerprintOf, type HostKey, sameKey } from "./host_key.ts";
import { type KnownHost, speaksOf } from "./known_hosts.ts";

/** What is known of a host's key before it is seen. */
export interface HostTrust {
  /** Fingerprints `SHA256:...` of `PROXMOX_SSH_HOST_KEY`; when there are any, they alone decide (but for revoked keys). */
  readonly fingerprints: readonly string[];
  /** Lines of `known_hosts`. */
  readonly knownHosts: readonly KnownHost[];
  /** The names under which the lines may speak of the host. */
  readonly names: readonly string[];
}

/** What a key that a host shows is worth. */
export type Verdict =
  | { readonly kind: "trusted" }
  /** A line `@revoked` names it. */
  | { readonly kind: "revoked" }
  /** Another key was expected; `expected` holds the fingerprints. */
  | { readonly kind: "changed"; readonly expected: readonly string[] }
  /** Nothing is known of the host; `authority` when `known_hosts` only trusts certificates for it. */
  | { readonly kind: "unknown"; readonly authority: boolean };

/** Judges the key that a host shows; only a key that was stored or named beforehand is trusted. */
export function judge(trust: HostTrust, shown: HostKey): Verdict {
  const lines = linesOf(trust);
  if (lines.some(({ marker, key }) => marker === "@revoked" && sameKey(key, shown))) {
    return { kind: "revoked" };
  }
  if (trust.fingerprints.length > 0) {
    return trust.fingerprints.includes(fingerprintOf(shown))
      ? { kind: "trusted" }
      : { kind: "changed", expected: trust.fingerprints };
  }
  const stored = lines.filter(({ marker }) => marker === undefined);
  if (stored.some(({ key }) => sameKey(key, shown))) return { kind: "trusted" };
  if (stored.length > 0) return { kind: "changed", expected: stored.map(({ key }) => fingerprintOf(key)) };
  return { kind: "unknown", authority: lines.some(({ marker }) => marker === "@cert-authority") };
}

/** The types of the keys stored for a host, in the file's order. */
export function knownTypes(trust: HostTrust): string[] {
  return [...new Set(linesOf(trust).filter(({ marker }) => marker === undefined).map(({ key }) => key.type))];
}

function linesOf({ knownHosts, names }: HostTrust): KnownHost[] {
  return knownHosts.filter((known) => names.some((name) => speaksOf(known, name)));
}
