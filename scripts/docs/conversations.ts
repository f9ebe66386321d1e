/** What a person says, and the call that an assistant makes of it. */
export interface Turn {
  readonly person: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the person types when the server asks; without it the person declines. */
  readonly types?: string;
}

/** A conversation that the documents show, as it is played on the simulator. */
export interface Conversation {
  readonly name: string;
  readonly turns: readonly Turn[];
  /** The token that the server has: one of root, or one that may only look. */
  readonly login: "full" | "auditor";
}

/** Every conversation of the documents; guests and nodes are those of the simulator's seed. */
export const conversations: readonly Conversation[] = [
  {
    name: "look",
    login: "full",
    turns: [
      { person: "How is my cluster?", tool: "proxmox_cluster_status", arguments: {} },
      {
        person: "Which guests use the most memory?",
        tool: "proxmox_guest_find",
        arguments: { top: "memory", limit: 5 },
      },
    ],
  },
  {
    name: "change",
    login: "full",
    turns: [
      {
        person: "Start web2 and tell me when it runs.",
        tool: "proxmox_vm_start",
        arguments: { vmid: 102 },
      },
      {
        person: "Take a snapshot before I upgrade it.",
        tool: "proxmox_snapshot_create",
        arguments: { vmid: 102, name: "before-upgrade", ram: true },
      },
      {
        person: "The upgrade is a mess. Go back.",
        tool: "proxmox_snapshot_restore",
        arguments: { vmid: 102, name: "before-upgrade" },
        types: "before-upgrade",
      },
      { person: "And start the ML box.", tool: "proxmox_vm_start", arguments: { vmid: 123 } },
    ],
  },
  {
    name: "refuse",
    login: "full",
    turns: [
      { person: "Stop db1.", tool: "proxmox_vm_stop", arguments: { vmid: 103 } },
      {
        person: "Delete win11-desk, I do not need it any more.",
        tool: "proxmox_guest_delete",
        arguments: { vmid: 113 },
      },
    ],
  },
  {
    name: "deploy",
    login: "full",
    turns: [
      {
        person: "Which templates are there?",
        tool: "proxmox_guest_find",
        arguments: { status: "template" },
      },
      {
        person: "Make me a small VM for tests, with my key.",
        tool: "proxmox_vm_deploy",
        arguments: {
          name: "test1",
          template: 9000,
          memory: 2048,
          ssh_keys:
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG5vdCBhIHJlYWwga2V5LCBidXQgb2YgaXRzIGxlbmd0aCE me@laptop",
        },
      },
    ],
  },
  {
    name: "command",
    login: "full",
    turns: [
      {
        person: "How full is the disk of monitoring?",
        tool: "proxmox_ct_exec",
        arguments: { vmid: 112, command: "df -h /" },
      },
      {
        person: "Leave a note in its motd.",
        tool: "proxmox_guest_push",
        arguments: {
          vmid: 112,
          path: "/etc/motd",
          content: "Looked after by an assistant.\n",
          overwrite: true,
        },
      },
    ],
  },
  {
    name: "anything",
    login: "full",
    turns: [
      {
        person: "Which DNS servers does pve1 use?",
        tool: "proxmox_api_search",
        arguments: { query: "node dns settings" },
      },
      {
        person: "(the assistant goes on)",
        tool: "proxmox_api_read",
        arguments: { path: "/nodes/pve1/dns" },
      },
    ],
  },
  {
    name: "rights",
    login: "auditor",
    turns: [{ person: "Start web2.", tool: "proxmox_vm_start", arguments: { vmid: 102 } }],
  },
];
