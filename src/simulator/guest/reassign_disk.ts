import type { CallContext } from "../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../api/failure.ts";
import type { Guest } from "../cluster/guest.ts";
import { formatPropertyString } from "../cluster/property_string.ts";
import { nextDiskName } from "../storage/allocate.ts";
import type { Worker } from "../tasks/runner.ts";
import { requireDigest } from "./config_change.ts";
import { type Disk, volumeKey } from "./disks.ts";
import { requireGuest, requireUnlocked } from "./lookup.ts";

/** Which guest a disk shall belong to, and under which key. */
export interface Reassignment {
  readonly vmid: number;
  /** Absent means the key it has now. */
  readonly key?: string | undefined;
  readonly digest?: string | undefined;
}

/**
 * Starts the task that gives a disk to another guest on the same node, and answers with its UPID.
 *
 * @param type worker type: `qmmove` or `move_volume`
 * @throws {ApiFailure} 400, 403 or 500 for a target that cannot take the disk
 */
export function reassignDisk(
  call: CallContext,
  guest: Guest,
  disk: Disk,
  to: Reassignment,
  type: string,
): string {
  const word = guest.type === "qemu" ? "VM" : "container";
  if (to.vmid === guest.vmid) {
    throw invalid({ "target-vmid": `must be different than source VMID to move disk to another ${word}` });
  }
  const path = `/vms/${to.vmid}`;
  if (!call.permissions.has(path, ["VM.Config.Disk"])) throw missingPrivilege(path, ["VM.Config.Disk"]);
  const key = to.key ?? disk.key;
  const target = requireTarget(call, guest, to.vmid, word);
  requireDigest(target, to.digest);
  requireUnlocked(target);
  if (target.config[key] !== undefined) {
    throw failure(`Target disk key '${key}' is already in use for ${word} '${target.vmid}'`);
  }
  if (guest.runtime !== undefined && !disk.key.startsWith("unused")) {
    throw failure(`Cannot move disk of running ${word} to another one`);
  }
  return call.tasks.start({
    ...{ node: call.node, identity: call.identity, type },
    id: `${guest.vmid}-${disk.key}>${target.vmid}-${key}`,
    work: (worker) => reassign(call, guest, disk, target, key, worker),
  });
}

async function reassign(
  call: CallContext,
  guest: Guest,
  disk: Disk,
  target: Guest,
  key: string,
  worker: Worker,
): Promise<void> {
  const found = call.cluster.volume(disk.volume, guest.node);
  if (found === undefined) throw failure(`volume '${disk.volume}' does not exist`);
  worker.log(`moving disk '${disk.key}' from VM '${guest.vmid}' to '${target.vmid}'`);
  await worker.sleep(0.5);
  const { storage, volume } = found;
  const allocation = { storage, node: guest.node, vmid: target.vmid, type: target.type, size: volume.size };
  const name = nextDiskName(call.cluster, allocation, volume.format);
  worker.log(`removing disk '${disk.key}' from VM '${guest.vmid}' config`);
  delete guest.config[disk.key];
  worker.log(`target disk name: '${name}'`);
  Object.assign(volume, { name, vmid: target.vmid });
  const options = { ...disk.options, [volumeKey(target.type)]: `${storage.storage}:${name}` };
  target.config[key] = formatPropertyString(options, volumeKey(target.type));
}

function requireTarget(call: CallContext, guest: Guest, vmid: number, word: string): Guest {
  const target = call.cluster.guest(vmid);
  if (target !== undefined && target.node !== guest.node) {
    throw failure(
      `Both ${word}s need to be on the same node (${guest.node}) but target ${word} is on ${target.node}.`,
    );
  }
  return requireGuest(call.cluster, call.node, guest.type, vmid);
}
