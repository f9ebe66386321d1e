import { path } from "../../wire/path.ts";
import { guestPath } from "../guest_status.ts";
import type { Guest } from "../resources.ts";

/** A place that has firewall rules of its own; a security group is a set of rules that others name. */
export type FirewallLevel =
  | { readonly kind: "cluster" }
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "guest"; readonly guest: Guest }
  | { readonly kind: "group"; readonly group: string };

/** A level that has options, and names for addresses; security groups belong to the cluster. */
export type FirewallOwner = Exclude<FirewallLevel, { readonly kind: "group" }>;

/** Path below which everything of a level stands, but for a security group's rules. */
export function levelPath(level: FirewallOwner): string {
  switch (level.kind) {
    case "cluster":
      return "/cluster/firewall";
    case "node":
      return path`/nodes/${level.node}/firewall`;
    case "guest":
      return `${guestPath(level.guest)}/firewall`;
  }
}

/** Path of a level's rules. */
export function rulesPath(level: FirewallLevel): string {
  return level.kind === "group" ? path`/cluster/firewall/groups/${level.group}` : `${levelPath(level)}/rules`;
}

/** Digest that Proxmox gives a rule set, or a set of options, that is empty: the SHA-1 of nothing. */
export const emptyDigest = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
