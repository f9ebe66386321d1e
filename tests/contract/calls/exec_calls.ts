import type { Stop } from "../../e2e/tour.ts";

/** Calls of what works in VMs through the guest agent; commands and files of containers and nodes go over SSH. */
export const execCalls: readonly Stop[] = [
  { tool: "proxmox_vm_exec", args: { vmid: 101, argv: ["cat"], stdin: "x", timeout: 20 } },
  { tool: "proxmox_vm_exec", args: { vmid: 101, command: "hostname" } },
  {
    tool: "proxmox_guest_push",
    args: {
      ...{ vmid: 101, path: "/etc/note", content: "x", overwrite: true, mode: "600" },
      ...{ user: "root", group: "root" },
    },
  },
  { tool: "proxmox_guest_pull", args: { vmid: 101, path: "/etc/note", local: "note", overwrite: true } },
  { tool: "proxmox_guest_push", args: { vmid: 101, path: "/etc/copy", local: "note" } },
  { tool: "proxmox_vm_screenshot", args: { vmid: 101 } },
];
