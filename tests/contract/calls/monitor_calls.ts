import type { Stop } from "../../e2e/tour.ts";

/** Calls of every tool of the toolset `monitor` but the picture of a console. */
export const monitorCalls: readonly Stop[] = [
  { tool: "proxmox_metrics", args: { vmid: 101, timeframe: "day", plot: "cpu" } },
  { tool: "proxmox_metrics", args: { vmid: 112 } },
  { tool: "proxmox_metrics", args: { node: "pve2", timeframe: "week" } },
  { tool: "proxmox_metrics", args: { storage: "nas", node: "pve1", timeframe: "year" } },
  { tool: "proxmox_node_services", args: { node: "pve1" } },
  {
    tool: "proxmox_node_service_control",
    args: { node: "pve1", service: "cron", action: "restart", wait: 5 },
  },
  ...["stop", "start", "reload"].map((action) => ({
    tool: "proxmox_node_service_control",
    args: { node: "pve1", service: "postfix", action },
  })),
  {
    tool: "proxmox_node_log",
    args: { node: "pve1", service: "pveproxy", since: "2h", until: "1m", lines: 5 },
  },
  { tool: "proxmox_node_updates", args: { node: "pve1" } },
  { tool: "proxmox_node_updates_refresh", args: { node: "pve1", wait: 5 } },
  { tool: "proxmox_node_disks", args: { node: "pve1" } },
  { tool: "proxmox_certificate_list", args: { node: "pve1" } },
  { tool: "proxmox_replication_list", args: { vmid: 112 } },
  {
    tool: "proxmox_event_watch",
    args: { vmid: 101, type: "qmstart", count: 1, since: "1h", wait: 0 },
  },
];
