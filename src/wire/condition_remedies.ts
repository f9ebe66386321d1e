import {
  type AgentFault,
  agentFault,
  isChangedMeanwhile,
  isLockTimeout,
  isMissingGuest,
  isNoQuorum,
  isNotRunning,
  isRunning,
  isTaken,
  isUnknownNode,
  lockOf,
} from "./conditions.ts";

const agentRemedies: Readonly<Record<AgentFault, string>> = {
  "not-configured":
    "The guest agent is not enabled: set agent=1 in the VM's configuration, install qemu-guest-agent in " +
    "the guest, and stop and start the VM.",
  "not-running":
    "The guest agent does not answer: the VM may still be booting, or qemu-guest-agent is not installed or " +
    "not running in the guest.",
  timeout:
    "The guest agent took too long: the guest may be busy or its agent stuck; restarting qemu-guest-agent in the " +
    "guest helps.",
  forbidden:
    "The guest itself forbids this agent command (RHEL and its kin do by default): allow it in the guest's " +
    "/etc/sysconfig/qemu-ga.",
};

const remedies: readonly (readonly [holds: (words: string) => boolean, remedy: string])[] = [
  [
    isLockTimeout,
    "Another task holds the guest. proxmox_task_list shows it; wait for its end and call again.",
  ],
  [
    isNoQuorum,
    "The cluster seems to have no quorum: too few nodes are online to agree on changes. See proxmox_cluster_status.",
  ],
  [
    isMissingGuest,
    "That node has no such guest of that type: proxmox_guest_find shows where each guest is, and whether it is a VM or a " +
    "container.",
  ],
  [isNotRunning, "That needs a running guest: start it first. If it was to be stopped, it is already."],
  [isRunning, "That needs a stopped guest: shut it down first. If it was to be started, it already runs."],
  [isUnknownNode, "There is no such node in the cluster: proxmox_node_list shows their names."],
  [isChangedMeanwhile, "Somebody else changed it in between: read it again, and change what is there now."],
  [isTaken, "It exists already: choose another id or name."],
];

/**
 * Says what helps in a condition that Proxmox reports in the same words whatever was asked; empty where none is known.
 *
 * @param words A failure's reason, or the exit status of a task.
 */
export function conditionRemedy(words: string): string {
  const lock = lockOf(words);
  if (lock !== undefined) {
    return `The lock "${lock}" belongs to a running task, or to one that was cut off. proxmox_task_list shows running ` +
      "tasks; wait for it. If none runs, an administrator frees the guest on its node with qm unlock or pct unlock.";
  }
  const fault = agentFault(words);
  if (fault !== undefined) return agentRemedies[fault];
  return remedies.find(([holds]) => holds(words))?.[1] ?? "";
}
