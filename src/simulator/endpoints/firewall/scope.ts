import { type CallContext, needs, type Permission } from "../../api/endpoint.ts";
import { NODE, type ParameterMap, VMID } from "../../api/schema.ts";
import { failure } from "../../api/failure.ts";
import { digestOf, EMPTY_DIGEST } from "../../cluster/digest.ts";
import { emptyFirewall, type FirewallScope } from "../../cluster/state.ts";

/** One of the places that have a rule set of their own. */
export interface Scope {
  /** The path below which the endpoints stand. */
  readonly base: string;
  readonly path: ParameterMap;
  readonly read: Permission;
  readonly write: Permission;
  /** The lock its file is written under. */
  readonly lock: (call: CallContext) => string;
  readonly find: (call: CallContext) => FirewallScope;
  /** Guest rules are answered by whichever node is asked. */
  readonly local?: true;
}

/** The cluster's own rule set. */
export const CLUSTER_SCOPE: Scope = {
  base: "/cluster/firewall",
  path: {},
  read: needs("/", "Sys.Audit"),
  write: needs("/", "Sys.Modify"),
  lock: () => "firewall-cluster",
  find: ({ cluster }) => cluster.state.firewall,
};

/** The rule set of a node. */
export const NODE_SCOPE: Scope = {
  base: "/nodes/{node}/firewall",
  path: { node: NODE },
  read: needs("/nodes/{node}", "Sys.Audit"),
  write: needs("/nodes/{node}", "Sys.Modify"),
  lock: ({ node }) => `firewall-host-${node}`,
  find: ({ cluster, node }) => cluster.state.nodeFirewall[node] ??= emptyFirewall(),
};

/** The rule set of a guest; it exists for ids that no guest has, too. */
export function guestScope(type: "qemu" | "lxc"): Scope {
  return {
    base: `/nodes/{node}/${type}/{vmid}/firewall`,
    path: { node: NODE, vmid: VMID },
    read: needs("/vms/{vmid}", "VM.Audit"),
    write: needs("/vms/{vmid}", "VM.Config.Network"),
    lock: ({ given }) => `firewall-vm-${given["vmid"]}`,
    find: ({ cluster, given }) => cluster.state.guestFirewall[Number(given["vmid"])] ??= emptyFirewall(),
    local: true,
  };
}

/** Digest of a part of a rule set; an empty part has that of an empty file. */
export function partDigest(part: unknown): string {
  const isEmpty = Array.isArray(part) ? part.length === 0 : Object.keys(part ?? {}).length === 0;
  return isEmpty ? EMPTY_DIGEST : digestOf(part);
}

/**
 * Refuses a change made for another version of the rule set.
 *
 * @throws {ApiFailure} 500
 */
export function requirePartDigest(part: unknown, given: unknown): void {
  if (given === undefined || given === partDigest(part)) return;
  throw failure("detected modified configuration - file changed by other user? Try again.");
}
