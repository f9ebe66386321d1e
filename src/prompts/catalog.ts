import type { Prompt, PromptArgument } from "./prompt.ts";

const guest: PromptArgument = { name: "vmid", description: "of the VM or container", completes: "guest" };

/** Every prompt: first those that only look. */
export const prompts: readonly Prompt[] = [
  {
    name: "check_cluster",
    title: "Check the cluster",
    description: "What needs attention, most urgent first. Changes nothing.",
    tools: ["proxmox_cluster_status", "proxmox_storage_list", "proxmox_task_list"],
    arguments: [],
    text: () =>
      "Look over the Proxmox cluster and say what needs attention, the most urgent first. Begin with " +
      "proxmox_cluster_status; follow up what it calls failed, full or odd with proxmox_task_status, proxmox_storage_list " +
      "and the status of the guests concerned. Change nothing. For each finding: what it is, how you know, and what you " +
      "would do about it. If all is well, say so in one sentence.",
  },
  {
    name: "explain_guest",
    title: "What is wrong with a guest?",
    description: "Why a VM or container is down, slow or unreachable. Changes nothing.",
    tools: ["proxmox_guest_find", "proxmox_task_list"],
    arguments: [guest, { name: "complaint", description: "what is wrong with it", optional: true }],
    text: ({ vmid, complaint }) =>
      `Find out what is wrong with the guest ${vmid}${
        complaint === "" ? "" : `: ${complaint}`
      }. Look at its state, its ` +
      "configuration and what waits for a restart, its recent tasks and their logs, its node and the storage of its disks. " +
      "Change nothing. Say the most likely cause with the evidence for it, what else it could be, and the next step.",
  },
  {
    name: "check_backups",
    title: "Check the backups",
    description: "Which guests have no recent backup, and which jobs fail. Changes nothing.",
    tools: ["proxmox_guest_find", "proxmox_backup_list", "proxmox_backup_job_list"],
    arguments: [{ name: "days", description: "how old a backup may be; 7 if left out", optional: true }],
    text: ({ days }) =>
      `Compare the guests of the cluster with their backups. List each guest, templates aside, whose newest backup is older ` +
      `than ${
        days === "" ? "7" : days
      } days or missing, with its age; the scheduled jobs that cover it, if any; and backup ` +
      "tasks that failed, with what their log says. Change nothing. End with what you would schedule.",
  },
  {
    name: "change_guest_safely",
    title: "Change a guest, with a way back",
    description: "Snapshot first, then the change, then a look whether it worked.",
    tools: ["proxmox_snapshot_create", "proxmox_snapshot_list"],
    arguments: [guest, { name: "change", description: "what is to change" }],
    text: ({ vmid, change }) =>
      `Make this change to the guest ${vmid}: ${change}. First say in a few lines what you will do and wait for my word. ` +
      "Then take a snapshot whose name says what it precedes; make the change; and check that the guest works as before. " +
      "If it does not, say what you see and ask before you go back to the snapshot. In the end say what was and what is, " +
      "and that the snapshot can be deleted once I am content.",
  },
  {
    name: "empty_node",
    title: "Empty a node for maintenance",
    description: "Plan where its guests go, then move them one by one.",
    tools: ["proxmox_guest_migrate", "proxmox_node_list"],
    arguments: [{ name: "node", description: "to be emptied", completes: "node" }],
    text: ({ node }) =>
      `The node ${node} goes down for maintenance. Look at its guests, at what the other nodes have free in memory, CPU and ` +
      "storage, and at HA. Propose where each guest goes, which cannot be moved and why, and which are restarted by it, as a " +
      "table; wait for my word. Then move them one after the other, stop at the first that fails, and report what is left.",
  },
  {
    name: "deploy_vm",
    title: "Deploy a VM",
    description: "From a template to a VM that can be reached.",
    tools: ["proxmox_vm_deploy", "proxmox_guest_find"],
    arguments: [
      { name: "name", description: "of the new VM" },
      { name: "template", description: "vmid of the template", optional: true, completes: "template" },
      { name: "purpose", description: "what it is for", optional: true },
    ],
    text: ({ name, template, purpose }) =>
      `Deploy a VM called ${name}${template === "" ? "" : ` from the template ${template}`}` +
      `${
        purpose === "" ? "" : `, for ${purpose}`
      }. Find a fitting template if none is named, and a node with room. Say which ` +
      "template, node, cores, memory and disk you would take, and ask for the SSH key if you have none; wait for my word. " +
      "Then use proxmox_vm_deploy, and say how to reach it.",
  },
];
