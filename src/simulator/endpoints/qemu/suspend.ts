import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, missingPrivilege } from "../../api/failure.ts";
import { flag, NODE, optional, STORAGE, VMID } from "../../api/schema.ts";
import type { Guest } from "../../cluster/guest.ts";
import { hibernate, isHibernated } from "../../guest/hibernate.ts";
import { isRunningOn, requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { startWorker } from "../../guest/start.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import type { Worker } from "../../tasks/runner.ts";
import { requireRootFor } from "../guest/root_only.ts";

const COMMON = { method: "POST", permission: needs("/vms/{vmid}", "VM.PowerMgmt"), protected: true } as const;
const PATH = {
  ...{ node: NODE, vmid: VMID },
  skiplock: optional(flag({ description: "Ignore locks - only root is allowed to use this option." })),
} as const;
const BASE = "/nodes/{node}/qemu/{vmid}/status";

/** Reset, suspend and resume, which virtual machines have. */
export const suspendEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    ...COMMON,
    path: `${BASE}/reset`,
    description: "Reset virtual machine.",
    parameters: PATH,
    handler: (call) => {
      requireRootFor(call, "skiplock");
      const guest = requireRunning(call, call.params.vmid);
      return startTask(call, guest, "qmreset", () => {
        if (call.params.skiplock !== true) requireUnlocked(guest);
        requireStillRunning(guest);
      });
    },
  }),
  defineEndpoint({
    ...COMMON,
    path: `${BASE}/suspend`,
    description: "Suspend virtual machine.",
    parameters: {
      ...PATH,
      todisk: optional(flag({ default: 0, description: "If set, suspends the VM to disk." })),
      statestorage: optional({ ...STORAGE, requires: "todisk" }),
    },
    handler: (call) => {
      requireRootFor(call, "skiplock");
      const guest = requireRunning(call, call.params.vmid);
      if (call.params.todisk === true) return suspendToDisk(call, guest, call.params.statestorage);
      return startTask(call, guest, "qmpause", () => {
        if (call.params.skiplock !== true) requirePausable(guest);
        requireStillRunning(guest).paused = true;
      });
    },
  }),
  defineEndpoint({
    ...COMMON,
    path: `${BASE}/resume`,
    description: "Resume virtual machine.",
    parameters: { ...PATH, nocheck: optional(flag()) },
    handler: (call) => {
      requireRootFor(call, "skiplock", "nocheck");
      const { vmid } = call.params;
      const found = call.cluster.guest(vmid);
      if (found !== undefined && isHibernated(found)) {
        const guest = requireGuest(call.cluster, call.node, "qemu", vmid);
        const target = { node: call.node, type: "qemu", vmid } as const;
        return startTask(call, guest, "qmresume", (worker) => startWorker(call, target, worker));
      }
      const guest = requireRunning(call, vmid);
      return startTask(call, guest, "qmresume", () => {
        if (call.params.skiplock !== true) requirePausable(guest);
        delete requireStillRunning(guest).paused;
      });
    },
  }),
];

function suspendToDisk(call: CallContext, guest: Guest, statestorage: string | undefined): string {
  const path = `/vms/${guest.vmid}`;
  if (!call.permissions.has(path, ["VM.Config.Disk"])) throw missingPrivilege(path, ["VM.Config.Disk"]);
  const storage = statestorage === undefined
    ? undefined
    : requireStorage(call.cluster, statestorage, call.node);
  if (storage !== undefined) {
    const place = `/storage/${storage.storage}`;
    if (!call.permissions.has(place, ["Datastore.AllocateSpace"])) {
      throw missingPrivilege(place, ["Datastore.AllocateSpace"]);
    }
  }
  return startTask(call, guest, "qmsuspend", (worker) => hibernate(call, guest, storage, worker));
}

/** A backup's lock does not stand in the way of a pause, any other does. */
function requirePausable(guest: Guest): void {
  if (guest.config["lock"] !== "backup") requireUnlocked(guest);
}

function startTask(
  call: CallContext,
  guest: Guest,
  type: string,
  act: (worker: Worker) => unknown,
): string {
  return call.tasks.start({
    ...{ node: call.node, type, id: guest.vmid, identity: call.identity },
    work: async (worker) => {
      await worker.sleep(0.5);
      await act(worker);
    },
  });
}

function requireRunning({ cluster, node }: CallContext, vmid: number): Guest {
  const guest = cluster.guest(vmid);
  if (guest === undefined || !isRunningOn(cluster, node, "qemu", vmid)) {
    throw failure(`VM ${vmid} not running`);
  }
  return guest;
}

function requireStillRunning({ vmid, runtime }: Guest): NonNullable<Guest["runtime"]> {
  if (runtime === undefined) throw failure(`VM ${vmid} not running`);
  return runtime;
}
