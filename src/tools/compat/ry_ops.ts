import * as z from "zod";
import { parseUpid } from "../../proxmox/upid.ts";
import { ArgumentsError } from "../arguments.ts";
import { clusterStatus } from "../cluster_status.ts";
import { limit, node, snapshotName, storage, upid, vmid, wait } from "../fields.ts";
import { vmConfig } from "../guest_config.ts";
import { ctList, vmList } from "../guest_list.ts";
import { ctStatus, vmStatus } from "../guest_status.ts";
import { nodeList, nodeStatusTool } from "../node.ts";
import { snapshotCreate, snapshotList } from "../snapshot.ts";
import { snapshotDelete } from "../snapshot_destroy.ts";
import { storageList, storageStatusTool } from "../storage.ts";
import { taskList, taskStatusTool } from "../task.ts";
import type { Tool } from "../tool.ts";
import { defineAlias } from "./alias.ts";
import { everyRow, powerTool } from "./our_tools.ts";
import {
  rowsOutput,
  stateOutput,
  withGuests,
  withGuestStatus,
  withNodes,
  withNodeStatus,
} from "./ry_ops_data.ts";

const toolset = "compat-ry-ops";

/** How each call about one guest names it. */
const guest = { node: node.optional(), vmid };

const snapname = z.string().refine((name) => snapshotName.safeParse(name).success, {
  error: ({ input }) =>
    `must start with a letter and hold only letters, digits, _ and -, 2 to 40 in all, or Proxmox refuses it; try ${
      acceptable(String(input))
    }`,
});

/** The nearest name that Proxmox takes: a time in ISO 8601 has colons and a dot, which it does not. */
function acceptable(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z]*/, "").slice(0, 40);
  return plain.length < 2 ? `snapshot-${plain}` : plain;
}

function power(name: string, tool: string): Tool {
  return defineAlias({ name, toolset, standsFor: [powerTool(tool)], input: guest, hidden: { wait } });
}

function state(name: string, tool: Tool): Tool {
  return defineAlias({
    name,
    toolset,
    standsFor: [tool],
    input: guest,
    answer: withGuestStatus,
    output: stateOutput,
  });
}

const seconds = z.int().min(1).max(600).optional();

/** The 21 tools of ry-ops/proxmox-mcp-server. */
export const ryOpsAliases: readonly Tool[] = [
  defineAlias({
    name: "list_nodes",
    toolset,
    standsFor: [nodeList],
    input: {},
    answer: withNodes,
    output: rowsOutput,
  }),
  defineAlias({
    name: "get_node_status",
    toolset,
    standsFor: [nodeStatusTool],
    input: { node },
    answer: withNodeStatus,
    output: stateOutput,
  }),
  defineAlias({
    name: "list_vms",
    toolset,
    standsFor: [vmList],
    input: { node: node.optional() },
    translate: everyRow,
    answer: withGuests("qemu"),
    output: rowsOutput,
  }),
  defineAlias({ name: "get_vm_config", toolset, standsFor: [vmConfig], input: guest }),
  state("get_vm_status", vmStatus),
  power("start_vm", "proxmox_vm_start"),
  defineAlias({
    name: "stop_vm",
    toolset,
    standsFor: [powerTool("proxmox_vm_stop")],
    input: { ...guest, timeout: seconds },
    hidden: { wait },
    // Cutting the power takes no time that could be limited; what remains is how long to wait for the answer.
    translate: ({ timeout, wait, ...input }) => ({ ...input, wait: timeout ?? wait }),
  }),
  defineAlias({
    name: "shutdown_vm",
    toolset,
    standsFor: [powerTool("proxmox_vm_shutdown")],
    input: { ...guest, timeout: seconds },
    hidden: { wait },
  }),
  power("reboot_vm", "proxmox_vm_restart"),
  defineAlias({
    name: "create_vm_snapshot",
    toolset,
    standsFor: [snapshotCreate],
    description: "Take a snapshot of a VM.",
    input: { ...guest, snapname, description: z.string().max(8000).optional() },
    hidden: { wait },
    translate: named,
    guestType: () => "qemu",
  }),
  defineAlias({
    name: "list_vm_snapshots",
    toolset,
    standsFor: [snapshotList],
    input: guest,
    guestType: () => "qemu",
  }),
  defineAlias({
    name: "delete_vm_snapshot",
    toolset,
    standsFor: [snapshotDelete],
    input: { ...guest, snapname },
    hidden: { wait },
    translate: named,
    guestType: () => "qemu",
  }),
  defineAlias({
    name: "list_containers",
    toolset,
    standsFor: [ctList],
    input: { node: node.optional() },
    translate: everyRow,
    answer: withGuests("lxc"),
    output: rowsOutput,
  }),
  state("get_container_status", ctStatus),
  power("start_container", "proxmox_ct_start"),
  power("stop_container", "proxmox_ct_stop"),
  defineAlias({ name: "list_storage", toolset, standsFor: [storageList], input: { node: node.optional() } }),
  defineAlias({
    name: "get_storage_status",
    toolset,
    standsFor: [storageStatusTool],
    input: { node: node.optional(), storage },
  }),
  defineAlias({
    name: "list_tasks",
    toolset,
    standsFor: [taskList],
    input: { node: node.optional(), limit: limit.default(50) },
  }),
  defineAlias({
    name: "get_task_status",
    toolset,
    standsFor: [taskStatusTool],
    input: { node: node.optional(), upid },
    translate: onItsNode,
  }),
  defineAlias({ name: "get_cluster_status", toolset, standsFor: [clusterStatus], input: {} }),
];

function named<Given extends { readonly snapname: string }>({ snapname, ...input }: Given) {
  return { ...input, name: snapname };
}

function onItsNode(
  { node, upid }: { readonly node?: string | undefined; readonly upid: string },
): Readonly<Record<string, unknown>> {
  const task = parseUpid(upid);
  if (node === undefined || node === task.node) return { upid };
  throw new ArgumentsError(`The task ran on node ${task.node}, not on ${node}.`, {
    remedy: "Leave node= out: the upid names it.",
  });
}
