import {
  type AnyEndpoint,
  type Call,
  type CallContext,
  defineEndpoint,
  needs,
  needsAny,
} from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { flag, NODE, optional, SNAPNAME, text, VMID } from "../../api/schema.ts";
import type { Guest, GuestType } from "../../cluster/guest.ts";
import { requireWritableConfig } from "../../faults/quorum.ts";
import { requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { deleteSnapshot, rollBack } from "../../guest/rollback.ts";
import { requireSnapshot, takeSnapshot } from "../../guest/snapshot.ts";
import type { Worker } from "../../tasks/runner.ts";

const CREATE_PARAMETERS = {
  node: NODE,
  vmid: VMID,
  snapname: SNAPNAME,
  description: optional(text({ description: "A textual description or comment." })),
} as const;

const PATH = { node: NODE, vmid: VMID, snapname: SNAPNAME } as const;

const RESERVED: Record<GuestType, readonly string[]> = {
  qemu: ["current", "pending"],
  lxc: ["current", "vzdump"],
};

/** Creating, describing, deleting and going back to snapshots, for one of the two guest types. */
export function guestSnapshotEndpoints(type: GuestType): AnyEndpoint[] {
  const path = `/nodes/{node}/${type}/{vmid}/snapshot`;
  const memory = type === "qemu" ? { vmstate: optional(flag({ description: "Save the vmstate" })) } : {};
  return [
    defineEndpoint({
      method: "POST",
      path,
      description: "Snapshot a guest.",
      permission: needs("/vms/{vmid}", "VM.Snapshot"),
      protected: true,
      parameters: { ...CREATE_PARAMETERS, ...memory },
      handler: (call) => createSnapshot(call, type, call.given["vmstate"]),
    }),
    defineEndpoint({
      method: "PUT",
      path: `${path}/{snapname}/config`,
      description: "Update snapshot metadata.",
      permission: needs("/vms/{vmid}", "VM.Snapshot"),
      protected: true,
      parameters: { ...PATH, description: optional(text()) },
      handler: (call) => {
        const guest = requireGuest(call.cluster, call.node, type, call.params.vmid);
        requireUnlocked(guest);
        const snapshot = requireSnapshot(guest, call.params.snapname);
        requireWritableConfig(call.faults, guest);
        if (call.params.description !== undefined) snapshot.description = call.params.description;
        return null;
      },
    }),
    defineEndpoint({
      method: "POST",
      path: `${path}/{snapname}/rollback`,
      description: "Rollback the guest's state to the specified snapshot.",
      permission: needsAny("/vms/{vmid}", "VM.Snapshot", "VM.Snapshot.Rollback"),
      protected: true,
      parameters: { ...PATH, start: optional(flag({ default: 0 })) },
      handler: (call) => {
        const { vmid, snapname, start = false } = call.params;
        return snapshotTask(
          call,
          type,
          "rollback",
          vmid,
          (guest, worker) => rollBack(call, guest, snapname, start, worker),
        );
      },
    }),
    defineEndpoint({
      method: "DELETE",
      path: `${path}/{snapname}`,
      description: "Delete a snapshot.",
      permission: needs("/vms/{vmid}", "VM.Snapshot"),
      protected: true,
      parameters: { ...PATH, force: optional(flag()) },
      handler: (call) => {
        const { vmid, snapname } = call.params;
        return snapshotTask(
          call,
          type,
          "delsnapshot",
          vmid,
          (guest, worker) => deleteSnapshot(call, guest, snapname, worker),
        );
      },
    }),
  ];
}

function createSnapshot(call: Call<typeof CREATE_PARAMETERS>, type: GuestType, vmstate: unknown): string {
  const { cluster, tasks, faults, node, identity, params } = call;
  const { vmid, snapname, description = "" } = params;
  if (RESERVED[type].includes(snapname)) {
    throw failure(`unable to use snapshot name '${snapname}' (reserved name)`);
  }
  // A machine that is not here is refused at once, a container only by its task.
  if (type === "qemu") requireGuest(cluster, node, type, vmid);
  return tasks.start({
    node,
    type: type === "qemu" ? "qmsnapshot" : "vzsnapshot",
    id: vmid,
    identity,
    work: async (worker) => {
      const guest = requireGuest(cluster, node, type, vmid);
      requireUnlocked(guest);
      requireWritableConfig(faults, guest);
      const withMemory = String(vmstate ?? "0") === "1" || vmstate === true;
      await takeSnapshot(call, guest, snapname, { description, withMemory }, worker);
    },
  });
}

/** Nothing is looked at before the task runs, not even whether the guest exists. */
function snapshotTask(
  call: CallContext,
  type: GuestType,
  verb: string,
  vmid: number,
  work: (guest: Guest, worker: Worker) => Promise<void>,
): string {
  const { tasks, node, identity, cluster, faults } = call;
  return tasks.start({
    node,
    type: `${type === "qemu" ? "qm" : "vz"}${verb}`,
    id: vmid,
    identity,
    work: async (worker) => {
      const guest = requireGuest(cluster, node, type, vmid);
      requireWritableConfig(faults, guest);
      await work(guest, worker);
    },
  });
}
