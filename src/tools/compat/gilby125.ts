import * as z from "zod";
import { clusterStatus } from "../cluster_status.ts";
import { ctExec } from "../exec/ct_exec.ts";
import { vmExec } from "../exec/vm_exec.ts";
import { node, vmid } from "../fields.ts";
import { guestFind } from "../guest_find.ts";
import { ctList, vmList } from "../guest_list.ts";
import { ctStatus, vmStatus } from "../guest_status.ts";
import { nodeList } from "../node.ts";
import { storageList } from "../storage.ts";
import type { Tool } from "../tool.ts";
import { defineAlias } from "./alias.ts";
import { everyRow } from "./our_tools.ts";

const toolset = "compat-gilby125";

/** One guest, a VM where nothing else is said. */
const guest = { node: node.optional(), vmid, type: z.enum(["qemu", "lxc"]).default("qemu") };

const lists = { all: guestFind, qemu: vmList, lxc: ctList };

/** The 6 tools of gilby125/mcp-proxmox. */
export const gilby125Aliases: readonly Tool[] = [
  defineAlias({ name: "proxmox_get_nodes", toolset, standsFor: [nodeList], input: {} }),
  defineAlias({
    name: "proxmox_get_vms",
    title: "List guests",
    toolset,
    standsFor: [guestFind, vmList, ctList],
    description: "VMs and containers, or one kind of them, with node, state and usage.",
    input: { node: node.optional(), type: z.enum(["qemu", "lxc", "all"]).default("all") },
    choose: ({ type }) => lists[type],
    translate: ({ type: _, ...input }) => everyRow(input),
  }),
  defineAlias({
    name: "proxmox_get_vm_status",
    title: "Guest status",
    toolset,
    standsFor: [vmStatus, ctStatus],
    description: "State, usage, lock, HA and IP addresses of one guest; type=lxc for a container.",
    input: guest,
    choose: ({ type }) => type === "lxc" ? ctStatus : vmStatus,
    translate: ({ type: _, ...input }) => input,
  }),
  defineAlias({
    name: "proxmox_execute_vm_command",
    title: "Run a command in a guest",
    toolset,
    standsFor: [vmExec, ctExec],
    description:
      "Run a line of shell in a guest and wait for its end: in a VM through its agent, with type=lxc in a container over SSH.",
    input: { ...guest, command: z.string().min(1).max(100_000) },
    hidden: { timeout: z.int().min(1).max(300).default(60) },
    choose: ({ type }) => type === "lxc" ? ctExec : vmExec,
    translate: ({ type: _, ...input }) => input,
  }),
  defineAlias({
    name: "proxmox_get_storage",
    toolset,
    standsFor: [storageList],
    input: { node: node.optional() },
  }),
  defineAlias({ name: "proxmox_get_cluster_status", toolset, standsFor: [clusterStatus], input: {} }),
];
