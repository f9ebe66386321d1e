import { WireError } from "../wire/errors.ts";
import { capturedText } from "./capture.ts";
import type { CommandOutcome } from "./run.ts";

/** Arguments of `pct exec`; the command after `--` goes unchanged to lxc-attach, with no shell between. */
export function pctExec(
  vmid: number,
  argv: readonly string[],
  options: { readonly keepEnv?: boolean } = {},
): string[] {
  const environment = options.keepEnv === undefined ? [] : ["--keep-env", options.keepEnv ? "1" : "0"];
  return ["pct", "exec", String(vmid), ...environment, "--", ...argv];
}

/** Owner and mode of a file in a container; what is left out is root's, or 0644. */
export interface FileOwnership {
  /** User name or id in the container. */
  readonly user?: string | undefined;
  /** Group name or id in the container. */
  readonly group?: string | undefined;
  /** Mode in octal, for example `0600`. */
  readonly mode?: string | undefined;
}

/** Arguments of `pct push`, which copies a file of the node into a container. */
export function pctPush(
  vmid: number,
  from: string,
  to: string,
  { user, group, mode }: FileOwnership = {},
): string[] {
  return [
    ...["pct", "push", String(vmid), from, to],
    ...(user === undefined ? [] : ["--user", user]),
    ...(group === undefined ? [] : ["--group", group]),
    ...(mode === undefined ? [] : ["--perms", mode]),
  ];
}

/** Arguments of `pct pull`, which copies a file of a container to the node. */
export function pctPull(vmid: number, from: string, to: string): string[] {
  return ["pct", "pull", String(vmid), from, to];
}

/** What `pct` itself, not a command in the container, failed for. */
export type ContainerFault = "missing" | "stopped" | "option" | "no-shell" | "refused";

/** `pct` did not reach the container. */
export class ContainerError extends WireError {
  override readonly name = "ContainerError";
  /** `missing`: no such container on this node; `stopped`: it does not run; `option`: this version lacks an option. */
  readonly fault: ContainerFault;
  /** What `pct` said. */
  readonly reason: string;

  constructor(message: string, options: { fault: ContainerFault; reason: string; remedy: string }) {
    super(message, options);
    this.fault = options.fault;
    this.reason = options.reason;
  }
}

/** Lines that Perl and Proxmox write to stderr although all is well. */
const noise =
  /^(?:perl: warning: |\s+LC_\w+ = |\s+LANG(?:UAGE)? = |\s*are supported and installed|vm \d+ - unable to parse value|Argument ".*" isn't numeric|Use of uninitialized value)/;

/** What a program of Proxmox said on stderr, without the warnings that mean nothing. */
export function stderrText(outcome: CommandOutcome): string {
  return withoutNoise(capturedText(outcome.stderr));
}

/** Takes out of a text the warnings that Perl and Proxmox write although all is well. */
export function withoutNoise(text: string): string {
  return text.split("\n").filter((line) => !noise.test(line)).join("\n").trim();
}

/**
 * Tells whether `pct exec` failed before the command ran in the container; undefined when the outcome is the command's own.
 *
 * The exit code alone does not say (2 and 255 may be either's), so the whole of stderr has to be one of pct's sentences.
 */
export function containerError(
  node: string,
  vmid: number,
  outcome: CommandOutcome,
): ContainerError | undefined {
  if (outcome.code === 0 || outcome.stdout.total > 0) return undefined;
  const reason = stderrText(outcome);
  if (outcome.code === 2 && /^Configuration file '[^']+' does not exist$/.test(reason)) {
    return new ContainerError(`There is no container ${vmid} on ${node}.`, {
      fault: "missing",
      reason,
      remedy: "It may be on another node by now, be a VM, or be gone: look for it in the list of guests.",
    });
  }
  if (outcome.code !== 255) return undefined;
  if (
    new RegExp(`^(?:container '${vmid}' not running!|can only push files to a running CT)$`).test(reason) ||
    /^can only pull files from a running VM at /.test(reason)
  ) {
    return new ContainerError(`Container ${vmid} does not run.`, {
      fault: "stopped",
      reason,
      remedy: "Start it first.",
    });
  }
  if (/^Unknown option: /.test(reason)) {
    return new ContainerError(`pct on ${node} does not know an option: ${reason.split("\n")[0]}.`, {
      fault: "option",
      reason,
      remedy: "Upgrade Proxmox VE: 8.2 and later have it.",
    });
  }
  if (
    /^(?:please run as root|400 .*|missing command at .*|ipcc_send_rec.*|unable to (?:open|read) file '\/etc\/pve.*)/
      .test(reason)
  ) {
    return new ContainerError(`pct refuses container ${vmid} on ${node}: ${reason.split("\n")[0]}.`, {
      fault: "refused",
      reason,
      remedy: "Look at the node: `systemctl status pve-cluster`, and who the SSH user is.",
    });
  }
  return undefined;
}
