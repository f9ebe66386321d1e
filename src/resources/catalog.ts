import type { Completable } from "../proxmox/completion.ts";

/** A variable of a resource's address: the argument of the tool that it becomes, and what completes it. */
export interface ResourceVariable {
  readonly argument: string;
  readonly completes?: Completable;
}

/** Something that a client can attach to a conversation: the answer of a tool that reads, under an address of its own. */
export interface Resource {
  /** The address, or a URI template of level 1 whose variables are those of {@linkcode variables}. */
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  /** The tool whose answer it is; a resource is there for whoever may call that tool. */
  readonly tool: string;
  readonly variables?: Readonly<Record<string, ResourceVariable>>;
}

const vm = { vmid: { argument: "vmid", completes: "vm" } } as const;
const container = { vmid: { argument: "vmid", completes: "container" } } as const;

/** Every resource, the whole cluster first. */
export const resources: readonly Resource[] = [
  {
    uri: "proxmox://cluster",
    title: "Cluster",
    description: "Quorum, nodes, guests, full storages, failed tasks, HA and what is odd.",
    tool: "proxmox_cluster_status",
  },
  {
    uri: "proxmox://nodes",
    title: "Nodes",
    description: "State, usage and number of guests of each node.",
    tool: "proxmox_node_list",
  },
  {
    uri: "proxmox://guests",
    title: "Guests",
    description: "VMs and containers with node, state and usage.",
    tool: "proxmox_guest_find",
  },
  {
    uri: "proxmox://storages",
    title: "Storages",
    description: "Type, content kinds and space of each storage.",
    tool: "proxmox_storage_list",
  },
  {
    uri: "proxmox://tasks",
    title: "Tasks",
    description: "Running and recent tasks, newest first.",
    tool: "proxmox_task_list",
  },
  {
    uri: "proxmox://backups",
    title: "Backups",
    description: "Backups on all storages, newest first.",
    tool: "proxmox_backup_list",
  },
  {
    uri: "proxmox://nodes/{node}",
    title: "Node",
    description: "Load, memory, disks, kernel and version of one node.",
    tool: "proxmox_node_status",
    variables: { node: { argument: "node", completes: "node" } },
  },
  {
    uri: "proxmox://vms/{vmid}",
    title: "VM",
    description: "State, usage, lock, HA and addresses of one VM.",
    tool: "proxmox_vm_status",
    variables: vm,
  },
  {
    uri: "proxmox://vms/{vmid}/config",
    title: "VM configuration",
    description: "Configuration of one VM, secrets masked.",
    tool: "proxmox_vm_config",
    variables: vm,
  },
  {
    uri: "proxmox://containers/{vmid}",
    title: "Container",
    description: "State, usage, lock, HA and addresses of one container.",
    tool: "proxmox_ct_status",
    variables: container,
  },
  {
    uri: "proxmox://containers/{vmid}/config",
    title: "Container configuration",
    description: "Configuration of one container, secrets masked.",
    tool: "proxmox_ct_config",
    variables: container,
  },
  {
    uri: "proxmox://storages/{storage}",
    title: "Storage",
    description: "Space and content kinds of one storage, asked now.",
    tool: "proxmox_storage_status",
    variables: { storage: { argument: "storage", completes: "storage" } },
  },
  {
    uri: "proxmox://tasks/{upid}",
    title: "Task",
    description: "How a task stands, with the last lines of its log.",
    tool: "proxmox_task_status",
    variables: { upid: { argument: "upid" } },
  },
];
