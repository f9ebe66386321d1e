import type { Stop } from "../../e2e/tour.ts";

/** Calls of every tool of the toolset `backup`. `<volume>` stands for the first volume of the answer before. */
export const backupCalls: readonly Stop[] = [
  {
    tool: "proxmox_backup_create",
    args: {
      ...{ vmids: [102, 112], storage: "nas", mode: "suspend", compress: "gzip", notes: "x" },
      ...{ protected: false, keep: { last: 2 }, wait: 60 },
    },
  },
  { tool: "proxmox_backup_list", args: { vmid: 102, storage: "nas", node: "pve1", limit: 5 } },
  {
    tool: "proxmox_backup_restore",
    args: {
      ...{ volume: "<volume>", vmid: 190, node: "pve2", storage: "local-lvm", pool: "development" },
      ...{ unique: true, start: true, wait: 60 },
    },
  },
  { tool: "proxmox_backup_list", args: { vmid: 102, storage: "nas" } },
  { tool: "proxmox_backup_restore", args: { volume: "<volume>", vmid: 102, overwrite: true } },
  { tool: "proxmox_backup_list", args: { vmid: 112, storage: "nas" } },
  {
    tool: "proxmox_backup_restore",
    args: { volume: "<volume>", vmid: 191, node: "pve1", storage: "local-lvm", unique: true },
  },
  { tool: "proxmox_backup_list", args: { vmid: 112, storage: "nas" } },
  { tool: "proxmox_backup_delete", args: { volume: "<volume>", node: "pve1", wait: 60 } },
  {
    tool: "proxmox_backup_job_create",
    args: {
      ...{ id: "every", schedule: "03:00", all: true, exclude: [111], storage: "nas", node: "pve1" },
      ...{ mode: "stop", compress: "lzo", keep: { daily: 7, weekly: 4 }, notes: "x", comment: "y" },
      enabled: false,
    },
  },
  {
    tool: "proxmox_backup_job_create",
    args: { id: "some", schedule: "sat 01:00", vmids: [101], storage: "nas" },
  },
  {
    tool: "proxmox_backup_job_create",
    args: { id: "pool", schedule: "sat 02:00", pool: "development", storage: "nas" },
  },
  {
    tool: "proxmox_backup_job_update",
    args: {
      ...{ id: "every", schedule: "04:00", vmids: [101, 112], storage: "pbs", node: "pve1" },
      ...{ mode: "snapshot", compress: "zstd", keep: { last: 3 }, notes: "z", comment: "z", enabled: true },
    },
  },
  { tool: "proxmox_backup_job_update", args: { id: "some", all: true, exclude: [111] } },
  { tool: "proxmox_backup_job_update", args: { id: "some", pool: "production" } },
  { tool: "proxmox_backup_job_list", args: {} },
  { tool: "proxmox_backup_job_run", args: { id: "every", prune: true, wait: 60 } },
  { tool: "proxmox_backup_job_delete", args: { id: "pool" } },
];
