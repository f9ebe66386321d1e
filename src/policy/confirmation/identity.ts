import { sha256 } from "../sha256.ts";

/**
 * What makes a target the one that was confirmed: facts that a target made anew, renamed or changed does not share.
 *
 * Times are epoch seconds and sizes bytes, as Proxmox gives them; a fact that Proxmox does not tell is left out.
 */
export type TargetIdentity = GuestIdentity | SnapshotIdentity | VolumeIdentity | RequestIdentity;

/** A guest: a new one with the same id has another generation id, creation time or root volume. */
export interface GuestIdentity {
  readonly kind: "guest";
  readonly type: "qemu" | "lxc";
  readonly vmid: number;
  readonly name: string | undefined;
  /** VMs only (`vmgenid`). */
  readonly vmgenid?: string | undefined;
  /** `ctime` of a VM's `meta`; containers have none. */
  readonly created?: number | undefined;
  /** A container's root volume, which stands in for the creation time. */
  readonly rootfs?: string | undefined;
  /** Hardware address of the first network device. */
  readonly mac?: string | undefined;
}

/** A snapshot of a guest. */
export interface SnapshotIdentity {
  readonly kind: "snapshot";
  readonly guest: GuestIdentity;
  readonly name: string;
  readonly time: number | undefined;
}

/** A volume or backup. */
export interface VolumeIdentity {
  readonly kind: "volume";
  readonly volid: string;
  readonly node: string;
  readonly size: number | undefined;
  readonly time: number | undefined;
}

/** Anything else, known by the request alone: method, path, and the digest of the configuration where Proxmox has one. */
export interface RequestIdentity {
  readonly kind: "request";
  readonly method: string;
  readonly path: string;
  readonly digest?: string | undefined;
}

/** A call that is to be confirmed, with everything a confirmation holds for. */
export interface BoundCall {
  readonly tool: string;
  readonly cluster: string;
  /** Name of the caller over HTTP; undefined over stdio. */
  readonly caller: string | undefined;
  readonly targets: readonly TargetIdentity[];
  /** The call's arguments, without the confirmation token. */
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * SHA-256, in hexadecimal, of everything a confirmation is bound to: two calls have the same digest only if they would do
 * the same to the same targets for the same caller. The order of keys does not matter, that of lists does.
 */
export async function callDigest(call: BoundCall): Promise<string> {
  return await sha256(canonical(call));
}

/** JSON with sorted keys and without undefined values. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}
