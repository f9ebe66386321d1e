import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { type HostKey, parseHostKey } from "./host_key.ts";

/** One line of a `known_hosts` file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  /** `@cert-authority` says that the key signs host certificates, `@revoked` that it must never be trusted. */
  readonly marker: "@cert-authority" | "@revoked" | undefined;
  /** The first field: hashed, or names and patterns joined by commas. */
  readonly hosts: string;
  readonly key: HostKey;
}

/** Reads the lines of a `known_hosts` file; comments, blank lines and lines that are none are left out. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split("\n").flatMap((line) => {
    const known = parseLine(line.trim());
    return known === undefined ? [] : [known];
  });
}

function parseLine(line: string): KnownHost | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const fields = line.split(/\s+/);
  const first = fields[0];
  const marker = first === "@cert-authority" || first === "@revoked" ? first : undefined;
  if (marker === undefined && first?.startsWith("@")) return undefined;
  const [hosts, type, base64] = marker === undefined ? fields : fields.slice(1);
  if (hosts === undefined || type === undefined || base64 === undefined) return undefined;
  const key = parseHostKey(new Uint8Array(Buffer.from(base64, "base64")));
  return key === undefined || key.type !== type ? undefined : { marker, hosts, key };
}

/** Tells whether a line speaks of a host, which is named as {@linkcode knownHostsName} does. */
export function speaksOf(known: KnownHost, name: string): boolean {
  const wanted = name.toLowerCase();
  return known.hosts.startsWith("|")
    ? matchesHash(known.hosts, wanted)
    : matchesPatterns(known.hosts, wanted);
}

/** `|1|salt|HMAC-SHA1 of the name`, both in base64. */
function matchesHash(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split("|");
  if (version !== "1" || salt === undefined || hash === undefined) return false;
  const stored = Buffer.from(hash, "base64");
  const computed = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return stored.length === computed.length && timingSafeEqual(stored, computed);
}

/** A negated pattern that matches takes the host out, whatever else matches. */
function matchesPatterns(field: string, name: string): boolean {
  let matched = false;
  for (const pattern of field.toLowerCase().split(",")) {
    const negated = pattern.startsWith("!");
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** `*` stands for any characters and `?` for one; every other character for itself, brackets too. */
function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", ".*").replaceAll(
    "\\?",
    ".",
  );
  return new RegExp(`^${source}$`).test(name);
}
