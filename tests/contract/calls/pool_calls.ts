import type { Stop } from "../../e2e/tour.ts";

/** Calls of every tool of the toolset `pool`. */
export const poolCalls: readonly Stop[] = [
  { tool: "proxmox_pool_list", args: {} },
  {
    tool: "proxmox_pool_create",
    args: { pool: "edge", comment: "x", vmids: [120], storages: ["nas"] },
  },
  { tool: "proxmox_pool_list", args: { pool: "edge" } },
  {
    tool: "proxmox_pool_update",
    args: { pool: "edge", comment: "y", vmids: [102], storages: ["local"], move: true },
  },
  {
    tool: "proxmox_pool_update",
    args: { pool: "edge", remove_vmids: [102, 120], remove_storages: ["nas", "local"] },
  },
  { tool: "proxmox_pool_delete", args: { pool: "edge" } },
];
