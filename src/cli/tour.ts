/** One step of the tour. */
export interface TourStep {
  readonly title: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** True for a step that shows a refusal or a failure. */
  readonly fails: boolean;
}

/** The tour, in the order in which an assistant would work; its guests are those of the simulator's seed. */
export const tourSteps: readonly TourStep[] = [
  { title: "How is the cluster?", tool: "proxmox_cluster_status", arguments: {}, fails: false },
  { title: "Which nodes are there?", tool: "proxmox_node_list", arguments: {}, fails: false },
  {
    title: "Which guests use most memory?",
    tool: "proxmox_guest_find",
    arguments: { top: "memory", limit: 5 },
    fails: false,
  },
  {
    title: "Start a VM and wait until it runs",
    tool: "proxmox_vm_start",
    arguments: { vmid: 102 },
    fails: false,
  },
  {
    title: "Take a snapshot before the upgrade",
    tool: "proxmox_snapshot_create",
    arguments: { vmid: 102, name: "before-upgrade", ram: true },
    fails: false,
  },
  {
    title: "Run a command in a container on another node, by SSH",
    tool: "proxmox_ct_exec",
    arguments: { vmid: 112, command: "cat /etc/hostname; df -h / | tail -1; uptime" },
    fails: false,
  },
  {
    title: "Put a file into it",
    tool: "proxmox_guest_push",
    arguments: { vmid: 112, path: "/etc/motd", content: "Looked after by an assistant.\n", overwrite: true },
    fails: false,
  },
  {
    title: "And read it back",
    tool: "proxmox_guest_pull",
    arguments: { vmid: 112, path: "/etc/motd" },
    fails: false,
  },
  {
    title: "A start that fails, with what its task log said",
    tool: "proxmox_vm_start",
    arguments: { vmid: 123 },
    fails: true,
  },
  {
    title: "A guest that its owner has tagged as protected",
    tool: "proxmox_vm_stop",
    arguments: { vmid: 103 },
    fails: true,
  },
  {
    title: "Deleting asks the human first, who says no",
    tool: "proxmox_snapshot_delete",
    arguments: { vmid: 102, name: "before-upgrade" },
    fails: true,
  },
];
