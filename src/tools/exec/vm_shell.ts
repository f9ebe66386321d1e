import { decodeOutput } from "../../proxmox/guest_agent.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { TransferError, transferError } from "../../ssh/transfer_error.ts";
import { runProgram } from "./vm_program.ts";

/** What a small shell script in a VM came to. */
export interface ScriptRun {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** Seconds that one step of a copy may take in the guest. */
const stepTime = 120;

/**
 * Runs a POSIX shell script in a VM with positional parameters.
 *
 * @throws {GuestAgentError} when the guest has no `/bin/sh`; {TransferError} when it does not end in time.
 */
export async function runScript(
  proxmox: Proxmox,
  guest: Guest,
  script: string,
  parameters: readonly string[],
  input?: Uint8Array,
): Promise<ScriptRun> {
  const argv = ["/bin/sh", "-c", script, "sh", ...parameters];
  const { process } = await runProgram(proxmox, guest, { argv, input, timeout: stepTime });
  if (process === undefined) {
    throw new TransferError(`VM ${guest.vmid} did not finish a step of the copy within ${stepTime} s.`, {
      fault: "other",
      path: parameters[0] ?? "",
      remedy: "Look at the VM's disks, then try again.",
    });
  }
  return { code: process.code ?? 1, stdout: process.stdout, stderr: decodeOutput(process.stderr) };
}

/** Exit codes that the scripts of a copy use, and what they stand for. */
const faults = {
  66: "missing",
  67: "directory",
  73: "exists",
  74: "write",
  77: "ownership",
  78: "special",
} as const;

/** The error that a script's exit code stands for. */
export function scriptError(guest: Guest, path: string, run: ScriptRun): TransferError {
  const fault = Object.entries(faults).find(([code]) => Number(code) === run.code)?.[1] ?? "other";
  return transferError(path, `VM ${guest.vmid}`, fault, run.stderr);
}

/** The SHA-256 of a file in a VM, or undefined where the guest cannot compute it. */
export async function vmSha256(proxmox: Proxmox, guest: Guest, path: string): Promise<string | undefined> {
  const { code, stdout } = await runScript(proxmox, guest, 'sha256sum < "$1"', [path]);
  return code === 0 ? /^[0-9a-f]{64}/.exec(decodeOutput(stdout))?.[0] : undefined;
}
