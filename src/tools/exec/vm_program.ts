import { quote } from "../../ssh/quote.ts";
import { pause } from "../../wire/pause.ts";
import { type AgentProcess, asciiCommand, programStatus, startProgram } from "../../proxmox/guest_agent.ts";
import type { Connection } from "../../proxmox/connection.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest } from "../../proxmox/resources.ts";

/** How a program in a VM went; `undefined` for one whose time was up. */
export interface ProgramRun {
  readonly pid: number;
  readonly process: AgentProcess | undefined;
}

/** A program for a VM. */
export interface VmProgram {
  readonly argv: readonly string[];
  readonly input?: Uint8Array | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/** Milliseconds between two looks at a running program: short at first. */
const looks = [50, 100, 200, 400, 700, 1000] as const;

/**
 * Runs a program in a VM through its guest agent and waits for its end; when its time is up or the call is cancelled, the
 * program is told to end, as far as the guest has `kill`.
 *
 * @throws {GuestAgentError} when it cannot be started.
 */
export async function runProgram(proxmox: Proxmox, found: Guest, program: VmProgram): Promise<ProgramRun> {
  const { connection, inventory, signal } = proxmox;
  const line = program.argv.map(quote).join(" ");
  // Without the answer to the start nobody could end the program, so a call that is cancelled waits for it all the same.
  const lasting = connection.endingWith(new AbortController().signal);
  // Only the start may follow a guest that has moved: begun twice is run twice.
  const { guest, pid } = await whereverItIs(inventory, found, signal, async (at) => {
    signal?.throwIfAborted();
    return {
      guest: at,
      pid: await startProgram(lasting, at, asciiCommand(program.argv, line), program.input),
    };
  });
  const end = performance.now() + program.timeout * 1000;
  try {
    for (let look = 0;; look++) {
      const process = await programStatus(connection, guest, pid);
      if (process.exited) return { pid, process };
      const left = end - performance.now();
      if (left <= 0) break;
      await pause(Math.min(left, looks[look] ?? 1000), signal);
    }
  } catch (error) {
    if (signal?.aborted === true) await endProgram(connection, guest, pid);
    throw error;
  }
  await endProgram(connection, guest, pid);
  return { pid, process: undefined };
}

/** Tells the program to end; whether the guest can is not known, so a failure is no failure of the call. */
async function endProgram(connection: Connection, guest: Guest, pid: number): Promise<void> {
  const signal = AbortSignal.timeout(5000);
  try {
    await startProgram(connection.endingWith(signal), guest, ["/bin/kill", "-TERM", String(pid)]);
  } catch {
    // A Windows guest has no kill; the answer says that the program may go on.
  }
}
