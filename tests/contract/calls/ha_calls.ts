import type { Stop } from "../../e2e/tour.ts";
import type { SchemaRelease } from "../release_schema.ts";

/** Calls of every tool of the toolset `ha`; what came with 9.0 is refused before, so those calls are made there alone. */
export function haCalls(release: SchemaRelease): readonly Stop[] {
  const sinceNine = release === "9.2";
  return [
    {
      tool: "proxmox_ha_resource_set",
      args: { vmid: 112, state: "started", max_restart: 2, max_relocate: 2, comment: "x" },
    },
    {
      tool: "proxmox_ha_resource_set",
      args: { vmid: 112, comment: "y", ...(sinceNine ? { failback: false } : {}) },
    },
    { tool: "proxmox_ha_resource_set", args: { vmid: 101 } },
    { tool: "proxmox_ha_status", args: {} },
    {
      tool: "proxmox_ha_rule_set",
      args: {
        ...{ rule: "home", vmids: [112], nodes: ["pve1:2", "pve2:1"], strict: true, comment: "x" },
        ...(sinceNine ? { disable: true } : {}),
      },
    },
    { tool: "proxmox_ha_rule_set", args: { rule: "home", vmids: [112, 101], comment: "y" } },
    ...sinceNine
      ? [{ tool: "proxmox_ha_rule_set", args: { rule: "apart", vmids: [112, 101], affinity: "negative" } }]
      : [],
    { tool: "proxmox_ha_migrate", args: { vmid: 101, node: "pve2", wait: 30 } },
    { tool: "proxmox_ha_migrate", args: { vmid: 112, node: "pve3", relocate: true } },
    { tool: "proxmox_ha_rule_delete", args: { rule: "home" } },
    { tool: "proxmox_ha_resource_remove", args: { vmid: 101 } },
  ];
}
