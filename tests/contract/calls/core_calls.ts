import type { Stop } from "../../e2e/tour.ts";

/** Calls of the door and of the tools of `core`, those for commands and files left out. */
export const coreCalls: readonly Stop[] = [
  { tool: "proxmox_cluster_status", args: {} },
  { tool: "proxmox_api_search", args: { query: "snapshot", method: "POST", limit: 3 } },
  {
    tool: "proxmox_api_read",
    args: { path: "/cluster/resources", parameters: { type: "vm" }, fields: ["vmid"] },
  },
  {
    tool: "proxmox_api_call",
    args: { method: "PUT", path: "/nodes/pve1/qemu/101/config", parameters: { description: "x" } },
  },
  {
    tool: "proxmox_guest_find",
    args: {
      ...{ query: "web", node: "pve1", status: "running", tag: "prod", pool: "production", top: "cpu" },
      limit: 2,
    },
  },
  ...["vm", "ct"].map((kind) => ({
    tool: `proxmox_${kind}_list`,
    args: {
      ...{ node: "pve1", status: "running", name: "w", tag: "web", pool: "production", limit: 2 },
    },
  })),
  { tool: "proxmox_vm_status", args: { vmid: 101 } },
  { tool: "proxmox_vm_status", args: { vmid: 102 } },
  { tool: "proxmox_ct_status", args: { vmid: 112 } },
  { tool: "proxmox_vm_config", args: { vmid: 101, snapshot: "before-upgrade" } },
  { tool: "proxmox_vm_config", args: { vmid: 101 } },
  { tool: "proxmox_snapshot_create", args: { vmid: 112, name: "before", description: "x" } },
  { tool: "proxmox_ct_config", args: { vmid: 112, snapshot: "before" } },
  { tool: "proxmox_vm_start", args: { vmid: 102, wait: 5 } },
  { tool: "proxmox_vm_suspend", args: { vmid: 102, to_disk: false, wait: 5 } },
  { tool: "proxmox_vm_resume", args: { vmid: 102, wait: 5 } },
  { tool: "proxmox_vm_reset", args: { vmid: 102, wait: 5 } },
  { tool: "proxmox_vm_restart", args: { vmid: 102, timeout: 60, wait: 5 } },
  { tool: "proxmox_vm_suspend", args: { vmid: 102, to_disk: true } },
  { tool: "proxmox_vm_resume", args: { vmid: 102 } },
  {
    tool: "proxmox_snapshot_create",
    args: { vmid: 101, name: "with-ram", description: "x", ram: true, wait: 5 },
  },
  { tool: "proxmox_snapshot_list", args: { vmid: 101 } },
  { tool: "proxmox_snapshot_restore", args: { vmid: 101, name: "with-ram", start: true, wait: 5 } },
  { tool: "proxmox_snapshot_delete", args: { vmid: 101, name: "with-ram", wait: 5 } },
  { tool: "proxmox_vm_shutdown", args: { vmid: 102, timeout: 60, force: true, wait: 5 } },
  { tool: "proxmox_vm_stop", args: { vmid: 101, wait: 5 } },
  { tool: "proxmox_ct_start", args: { vmid: 115, wait: 5 } },
  { tool: "proxmox_ct_restart", args: { vmid: 115, timeout: 60, wait: 5 } },
  { tool: "proxmox_ct_shutdown", args: { vmid: 115, timeout: 60, force: true, wait: 5 } },
  { tool: "proxmox_ct_stop", args: { vmid: 121, wait: 5 } },
  { tool: "proxmox_snapshot_restore", args: { vmid: 112, name: "before", start: true } },
  { tool: "proxmox_snapshot_delete", args: { vmid: 112, name: "before" } },
  { tool: "proxmox_node_list", args: {} },
  { tool: "proxmox_node_status", args: { node: "pve1" } },
  { tool: "proxmox_storage_list", args: { node: "pve1", content: "images" } },
  { tool: "proxmox_storage_status", args: { storage: "nas", node: "pve2" } },
  {
    tool: "proxmox_storage_content",
    args: { storage: "nas", node: "pve2", content: "images", vmid: 103, limit: 1 },
  },
  {
    tool: "proxmox_task_list",
    args: { node: "pve1", vmid: 101, type: "qmstop", status: "ok", hours: 24, limit: 3 },
  },
  { tool: "proxmox_task_list", args: { status: "running" } },
  { tool: "proxmox_task_status", args: { upid: "<upid>", lines: 3 } },
  { tool: "proxmox_task_wait", args: { upid: "<upid>", wait: 1 } },
  { tool: "proxmox_task_stop", args: { upid: "<upid>" } },
];
