import * as z from "zod";
import { ExplainedError } from "../text/explained.ts";
import { isTaken } from "../wire/conditions.ts";
import { ApiError, ParameterError } from "../wire/errors.ts";
import type { Connection } from "./connection.ts";
import { TaskFailedError } from "./task_report.ts";

/** A vmid that was asked for belongs to a guest already. */
export class VmidTakenError extends ExplainedError {
  override readonly name = "VmidTakenError";
}

/** How often a new id is tried when others take each one first. */
const mostTries = 5;

// Numbers arrive as text here, whatever Proxmox's schema says.
const vmidAnswer = z.coerce.number().int();

/** Asks for the lowest free vmid, which nobody holds for the asker. Source: `GET /cluster/nextid`. */
export function nextVmid(connection: Connection): Promise<number> {
  return connection.get("/cluster/nextid", vmidAnswer);
}

/**
 * Makes something under the vmid that is wanted, or under the next free one.
 *
 * Proxmox reserves no id: when another call is faster, the next one is tried. That a VM's clone came too late shows in its
 * task only, so `make` has to wait for that.
 *
 * @throws {VmidTakenError} when the wanted vmid is taken; whatever `make` throws otherwise.
 */
export async function withVmid<Made>(
  connection: Connection,
  wanted: number | undefined,
  make: (vmid: number) => Promise<Made>,
): Promise<Made> {
  if (wanted !== undefined) {
    await requireFree(connection, wanted);
    return await make(wanted);
  }
  for (let tried = 1;; tried++) {
    const vmid = await nextVmid(connection);
    try {
      return await make(vmid);
    } catch (error) {
      if (tried >= mostTries || !isVmidTaken(error, vmid)) throw error;
    }
  }
}

/** Refuses a vmid that any guest has, whether or not the login sees that guest. Source: `GET /cluster/nextid?vmid=`. */
async function requireFree(connection: Connection, vmid: number): Promise<void> {
  try {
    await connection.get("/cluster/nextid", vmidAnswer, { vmid });
  } catch (error) {
    if (!(error instanceof ParameterError) || !isTaken(error)) throw error;
    throw new VmidTakenError(`The vmid ${vmid} is taken.`, {
      remedy: `The next free one is ${await nextVmid(
        connection,
      )}; without the argument it is taken by itself.`,
      cause: error,
    });
  }
}

/** Tells whether something was not made because another guest has the vmid. */
export function isVmidTaken(error: unknown, vmid: number): boolean {
  const words = error instanceof TaskFailedError
    ? error.exitStatus
    : error instanceof ApiError
    ? error.reason
    : "";
  return new RegExp(`\\b(?:VM|CT) ${vmid} already exists|/${vmid}\\.conf' failed: File exists`).test(words);
}
