import { deleteHaGroup, deleteHaRule, haGroups, haRules } from "../../proxmox/ha_rules.ts";
import { haResources } from "../../proxmox/ha.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { releaseOf } from "../../proxmox/release.ts";

/** Where guests under HA may run: a rule, or before 9.0 a group. */
export interface Placement {
  readonly name: string;
  /** `nodes` ties the guests to nodes, `together` and `apart` to one another. */
  readonly kind: "nodes" | "together" | "apart";
  /** `vm:100`, `ct:101`. */
  readonly resources: readonly string[];
  /** `pve1:2` with a priority, or `pve1`. */
  readonly nodes: readonly string[];
  /** Whether no other node will do. */
  readonly strict: boolean;
  readonly disabled: boolean;
  readonly comment: string | undefined;
  readonly digest: string | undefined;
}

/** All placements, and what this release calls them. */
export interface Placements {
  readonly noun: "rule" | "group";
  readonly all: readonly Placement[];
}

/** Reads the rules of the cluster, or its groups where it has none yet. */
export async function placements(proxmox: Proxmox): Promise<Placements> {
  const { connection } = proxmox;
  if ((await releaseOf(proxmox)).has("ha-rules")) {
    const rules = await haRules(connection);
    return {
      noun: "rule",
      all: rules.map((rule) => ({
        name: rule.rule,
        kind: rule.type !== "resource-affinity"
          ? "nodes"
          : rule.affinity === "negative"
          ? "apart"
          : "together",
        resources: split(rule.resources),
        nodes: split(rule.nodes),
        strict: rule.strict,
        disabled: rule.disable,
        comment: rule.comment,
        digest: rule.digest,
      })),
    };
  }
  const [groups, resources] = await Promise.all([haGroups(connection), haResources(connection)]);
  return {
    noun: "group",
    all: groups.map((group) => ({
      name: group.group,
      kind: "nodes",
      resources: resources.filter((resource) => resource.group === group.group).map(({ sid }) => sid),
      nodes: split(group.nodes),
      strict: group.restricted,
      disabled: false,
      comment: group.comment,
      digest: group.digest,
    })),
  };
}

/** Deletes a placement. */
export async function deletePlacement(
  { connection }: Proxmox,
  { noun }: Placements,
  name: string,
): Promise<void> {
  if (noun === "rule") await deleteHaRule(connection, name);
  else await deleteHaGroup(connection, name);
}

/** What a placement demands, in words: `on pve1:2 or pve2, nowhere else`. */
export function demandOf({ kind, nodes, strict, disabled }: Placement): string {
  const demand = kind === "nodes"
    ? `on ${nodes.join(" or ")}${strict ? ", nowhere else" : ", if they can"}`
    : kind === "apart"
    ? "never on the same node"
    : "on the same node";
  return disabled ? `${demand} (disabled)` : demand;
}

/** A placement as options, for what changed. */
export function placementOptions({ kind, resources, nodes, strict, disabled, comment }: Placement) {
  return { kind, guests: resources, nodes, strict, disabled, comment };
}

function split(list: string | undefined): readonly string[] {
  return (list ?? "").split(/[,; ]+/).filter((entry) => entry !== "").sort();
}
