import type { Arguments } from "../harness/tool_client.ts";

/** One call of the tour. */
export interface Stop {
  readonly tool: string;
  readonly args: Arguments;
}

/**
 * Calls of every tool that works without SSH, in an order in which each succeeds on a fresh lab.
 *
 * `<upid>` stands for the task of the call before. A call that answers with a preview is to be made again with its token.
 */
export const tour: readonly Stop[] = [
  { tool: "proxmox_cluster_status", args: {} },
  { tool: "proxmox_api_search", args: { query: "GET /version" } },
  {
    tool: "proxmox_api_read",
    args: { path: "/cluster/resources", parameters: { type: "node" }, fields: ["node", "status"] },
  },
  { tool: "proxmox_guest_find", args: { query: "web", top: "memory" } },
  { tool: "proxmox_vm_list", args: {} },
  { tool: "proxmox_ct_list", args: { node: "pve2" } },
  { tool: "proxmox_vm_status", args: { vmid: 101 } },
  { tool: "proxmox_ct_status", args: { vmid: 112 } },
  { tool: "proxmox_vm_config", args: { vmid: 101 } },
  { tool: "proxmox_ct_config", args: { vmid: 100 } },
  { tool: "proxmox_vm_start", args: { vmid: 102 } },
  { tool: "proxmox_vm_suspend", args: { vmid: 102 } },
  { tool: "proxmox_vm_resume", args: { vmid: 102 } },
  { tool: "proxmox_vm_reset", args: { vmid: 102 } },
  { tool: "proxmox_vm_restart", args: { vmid: 102 } },
  { tool: "proxmox_vm_shutdown", args: { vmid: 102 } },
  { tool: "proxmox_api_call", args: { method: "POST", path: "/nodes/pve1/qemu/102/status/start" } },
  { tool: "proxmox_vm_stop", args: { vmid: 101 } },
  { tool: "proxmox_ct_start", args: { vmid: 115 } },
  { tool: "proxmox_ct_restart", args: { vmid: 115 } },
  { tool: "proxmox_ct_shutdown", args: { vmid: 115 } },
  { tool: "proxmox_ct_stop", args: { vmid: 121 } },
  { tool: "proxmox_snapshot_create", args: { vmid: 120, name: "before-move", description: "Disks checked" } },
  { tool: "proxmox_snapshot_list", args: { vmid: 120 } },
  { tool: "proxmox_snapshot_restore", args: { vmid: 120, name: "before-move" } },
  { tool: "proxmox_snapshot_delete", args: { vmid: 120, name: "before-move" } },
  { tool: "proxmox_node_list", args: {} },
  { tool: "proxmox_node_status", args: { node: "pve1" } },
  { tool: "proxmox_storage_list", args: {} },
  { tool: "proxmox_storage_status", args: { storage: "nas" } },
  { tool: "proxmox_storage_content", args: { storage: "nas", content: "backup" } },
  { tool: "proxmox_task_list", args: { node: "pve1", type: "vzdump" } },
  { tool: "proxmox_task_status", args: { upid: "<upid>" } },
  { tool: "proxmox_task_wait", args: { upid: "<upid>" } },
  { tool: "proxmox_task_stop", args: { upid: "<upid>" } },
];
