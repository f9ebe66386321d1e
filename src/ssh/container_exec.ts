import { capturedText } from "./capture.ts";
import { containerArgv, type ContainerCommand, type Helper, missingHelper } from "./container_command.ts";
import { type Ending, endingByToken, newToken, underTokenOf } from "./leash.ts";
import type { NodeShell } from "./node_shell.ts";
import { ContainerError, containerError, pctExec } from "./pct.ts";
import { privileged } from "./privilege.ts";
import type { CommandOutcome, RunOptions } from "./run.ts";

/** How a command in a container is run; its stdin is kept, for the command may have to be started twice. */
export type ContainerExecOptions = Omit<RunOptions, "stdin" | "ending"> & { readonly stdin?: Uint8Array };

/**
 * Runs a command in a container of a node: `pct exec`.
 *
 * Whatever ends the waiting ends the command in the container too. The outcome is the command's own; killed by signal n, its
 * exit code is 128 + n.
 *
 * @throws {ContainerError} when the container is not on this node, does not run, or lacks what the command needs.
 */
export async function containerExec(
  shell: NodeShell,
  vmid: number,
  command: ContainerCommand,
  options: ContainerExecOptions = {},
): Promise<CommandOutcome> {
  try {
    return await attempt(shell, vmid, command, options, { keepEnv: false });
  } catch (error) {
    // Proxmox VE before 8.2 cannot leave the node's environment out. The command has not run yet.
    if (!(error instanceof ContainerError) || error.fault !== "option") throw error;
    return await attempt(shell, vmid, command, options, {});
  }
}

interface Variant {
  readonly keepEnv?: boolean;
  readonly bare?: boolean;
}

async function attempt(
  shell: NodeShell,
  vmid: number,
  command: ContainerCommand,
  options: ContainerExecOptions,
  variant: Variant,
): Promise<CommandOutcome> {
  const argv = containerArgv(command, variant);
  const token = newToken();
  // Behind sudo the command is not ours to end from the node, so it is marked and ended from within the container.
  const marked = shell.sudo && !variant.bare;
  const outcome = await shell.runForGuest(pctExec(vmid, marked ? underTokenOf(token, argv) : argv, variant), {
    ...options,
    ...(marked ? { ending: endingInside(vmid, token) } : {}),
  });
  const failure = containerError(shell.node, vmid, outcome);
  if (failure !== undefined) throw failure;
  const lacking = outcome.code === 127 || outcome.code === 126
    ? missingHelper(capturedText(outcome.stderr), command)
    : undefined;
  if (lacking === undefined) return outcome;
  if (variant.bare || needsHelpers(command)) throw lacks(vmid, lacking);
  return await attempt(shell, vmid, command, options, { ...variant, bare: true });
}

function endingInside(vmid: number, token: string): Ending {
  return () => privileged(true, pctExec(vmid, endingByToken(token)));
}

function needsHelpers({ command, user, cwd, env }: ContainerCommand): boolean {
  return typeof command === "string" || user !== undefined || cwd !== undefined || env !== undefined;
}

function lacks(vmid: number, helper: Helper): ContainerError {
  return new ContainerError(`Container ${vmid} has no ${helper}, which this call needs.`, {
    fault: "refused",
    reason: `no ${helper}`,
    remedy: "Give the program and its arguments as an array, without user, directory or environment.",
  });
}
