import { ApiError } from "./errors.ts";

/**
 * What Proxmox said: the reason of an {@linkcode ApiError}, or the text itself, for the exit status and the log of a
 * task carry the same messages.
 */
function said(source: unknown): string {
  if (typeof source === "string") return source;
  return source instanceof ApiError ? source.reason : "";
}

/** Names the lock that kept a guest from being changed (`backup`, `snapshot`, `migrate` ...), or undefined. */
export function lockOf(source: unknown): string | undefined {
  return /\b(?:VM|CT)(?: \d+)? is locked \(([^)]*)\)/.exec(said(source))?.[1];
}

/** Tells whether Proxmox waited (10 s) for a lock file in vain: another task is at work on the same guest or storage. */
export function isLockTimeout(source: unknown): boolean {
  return /can't lock file '[^']*' - got timeout|cfs-lock '[^']*' error: got lock request timeout/.test(
    said(source),
  );
}

/** Tells whether the node asked has no such guest: an unknown vmid, another node's guest, or the wrong guest type. */
export function isMissingGuest(source: unknown): boolean {
  return /Configuration file 'nodes\/[^/']+\/(?:qemu-server|lxc)\/\d+\.conf' does not exist|unable to find configuration file for VM \d+/
    .test(said(source));
}

/** Tells whether a guest had to run for the request and does not (a node also says so of a guest it no longer owns). */
export function isNotRunning(source: unknown): boolean {
  return /\b(?:VM|CT) \d+ (?:is )?not running|can only \w+ files (?:to|from) a running CT/.test(said(source));
}

/** Tells whether a guest had to be stopped for the request and runs. */
export function isRunning(source: unknown): boolean {
  return /\b(?:VM|CT) \d+ already running|\b(?:VM|CT) \d+ is running|container is running|running VM without --online|running container without --online/
    .test(said(source));
}

/**
 * Tells whether the cluster refuses changes for want of a quorum, in any of the three ways it says so
 * (pve-cluster-facts F); the third is a configuration file that cannot be written.
 */
export function isNoQuorum(source: unknown): boolean {
  return /cluster not ready - no quorum\?|error(?: with cfs lock '[^']*')?: no quorum!|unable to open file '\/etc\/pve\/[^']*' - Permission denied/
    .test(said(source));
}

/** What keeps a guest agent from answering: not enabled in the configuration, silent, or forbidden by the guest. */
export type AgentFault = "not-configured" | "not-running" | "timeout" | "forbidden";

/** Names what is wrong with a VM's guest agent, or undefined when the failure is about something else. */
export function agentFault(source: unknown): AgentFault | undefined {
  const text = said(source);
  if (/No QEMU guest agent configured/.test(text)) return "not-configured";
  if (/QEMU guest agent is not running/.test(text)) return "not-running";
  if (/qga command '[^']*' failed - got timeout/.test(text)) return "timeout";
  if (/has been disabled|CommandNotFound|guest-\S+ (?:is )?not (?:allowed|supported)/i.test(text)) {
    return "forbidden";
  }
  return undefined;
}

/** Tells whether a VM has no guest agent to talk to: not enabled, or enabled and not answering. */
export function isAgentAbsent(source: unknown): boolean {
  const fault = agentFault(source);
  return fault === "not-configured" || fault === "not-running";
}

/** Tells whether the node in the path is no member of the cluster (Proxmox looks such a name up in DNS). */
export function isUnknownNode(source: unknown): boolean {
  return /^hostname lookup '[^']*' failed|no such cluster node '[^']*'|^proxy loop detected/.test(
    said(source),
  );
}

/** Tells whether the configuration changed between reading it and writing it (the `digest` no longer fits). */
export function isChangedMeanwhile(source: unknown): boolean {
  return /detected modified configuration|checksum mismatch \(file change by other user\?\)/.test(
    said(source),
  );
}

/** Tells whether what was to be created is there already (a vmid, a name, a user). */
export function isTaken(source: unknown): boolean {
  return source instanceof ApiError && Object.values(source.parameters).some(isTaken) ||
    /already exists|already defined/.test(said(source));
}
