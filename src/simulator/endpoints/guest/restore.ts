import type { CallContext } from "../../api/endpoint.ts";
import { missingPrivilege } from "../../api/failure.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { requireQuorum } from "../../faults/quorum.ts";
import { requireFreeId, requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { failure } from "../../api/failure.ts";
import { isOption } from "../../guest/option_value.ts";
import { type Restoration, restoreGuest } from "../../guest/restore.ts";
import { startAfterCreation } from "../../guest/start_after.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import { joinPool, requireCreationRights } from "./creation_rights.ts";

/**
 * Reads a restore out of a create call and checks what can be refused at once.
 *
 * @throws {ApiFailure} 403 without the rights, 500 when the id is taken and `force` was not given
 */
export function readRestoration(
  call: CallContext,
  type: GuestType,
  vmid: number,
  archive: string,
): Restoration {
  const { cluster, given, node, permissions } = call;
  const isSet = (key: string) => given[key] === "1" || given[key] === 1 || given[key] === true;
  const ignored = new Set(["vmid", "node"]);
  const options = Object.fromEntries(
    Object.entries(given).filter(([key]) => isOption(type, key) && !ignored.has(key)),
  );
  requireQuorum(call.faults);
  const existing = cluster.guest(vmid);
  if (existing !== undefined && isSet("force")) {
    if (!permissions.has(`/vms/${vmid}`, ["VM.Backup"])) {
      throw missingPrivilege(`/vms/${vmid}`, ["VM.Backup"]);
    }
    requireOverwritable(call, type, vmid);
  } else {
    requireCreationRights(call, type, vmid, options);
    requireFreeId(cluster, vmid, type === "qemu" ? `unable to restore VM ${vmid} - ` : "");
  }
  const storage = given["storage"] === undefined ? undefined : String(given["storage"]);
  if (storage !== undefined) {
    requireStorage(cluster, storage, node);
    const path = `/storage/${storage}`;
    if (!permissions.has(path, ["Datastore.AllocateSpace"])) {
      throw missingPrivilege(path, ["Datastore.AllocateSpace"]);
    }
  }
  return { type, vmid, archive, storage, unique: isSet("unique"), options };
}

function requireOverwritable(call: CallContext, type: GuestType, vmid: number): void {
  const guest = requireGuest(call.cluster, call.node, type, vmid);
  if (guest.config["protection"] === 1) {
    throw failure(`unable to restore ${type === "qemu" ? "VM" : "CT"} ${vmid} - protection mode enabled`);
  }
  requireUnlocked(guest);
  if (guest.runtime !== undefined) {
    throw failure(
      type === "qemu"
        ? `unable to restore VM ${vmid} - vm is running`
        : `unable to restore CT ${vmid} - container is running`,
    );
  }
}

/** Starts the restore and answers with its UPID. */
export function restoreTask(call: CallContext, restoration: Restoration): string {
  const { type, vmid } = restoration;
  return call.tasks.start({
    node: call.node,
    type: type === "qemu" ? "qmrestore" : "vzrestore",
    id: vmid,
    identity: call.identity,
    work: async (worker) => {
      const guest = await restoreGuest(call, restoration, worker);
      joinPool(call, vmid);
      await startAfterCreation(call, guest, worker);
    },
  });
}
