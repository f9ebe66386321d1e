import type { CallContext } from "../api/endpoint.ts";
import type { Guest } from "../cluster/guest.ts";
import type { Worker } from "../tasks/runner.ts";
import { startWorker } from "./start.ts";

/** Starts a freshly made guest within its creation task when `start=1` was given; a failure is a warning only. */
export async function startAfterCreation(call: CallContext, guest: Guest, worker: Worker): Promise<void> {
  const { start } = call.given;
  if (start !== "1" && start !== 1 && start !== true) return;
  try {
    await startWorker(call, { node: guest.node, type: guest.type, vmid: guest.vmid }, worker);
  } catch (error) {
    worker.warn(`starting ${guest.vmid} failed: ${error instanceof Error ? error.message : error}`);
  }
}
