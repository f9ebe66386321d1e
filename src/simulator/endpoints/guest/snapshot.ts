import { type AnyEndpoint, type Call, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { flag, NODE, optional, SNAPNAME, text, VMID } from "../../api/schema.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { requireWritableConfig } from "../../faults/quorum.ts";
import { requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { takeSnapshot } from "../../guest/snapshot.ts";

const CREATE_PARAMETERS = {
  node: NODE,
  vmid: VMID,
  snapname: SNAPNAME,
  description: optional(text({ description: "A textual description or comment." })),
} as const;

const RESERVED: Record<GuestType, readonly string[]> = {
  qemu: ["current", "pending"],
  lxc: ["current", "vzdump"],
};

/** Creating snapshots, for one of the two guest types. */
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
      await takeSnapshot(cluster, guest, snapname, { description, withMemory }, worker);
    },
  });
}
