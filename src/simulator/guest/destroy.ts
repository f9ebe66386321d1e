import type { CallContext, Machine } from "../api/endpoint.ts";
import { failure } from "../api/failure.ts";
import { type Guest, guestWord } from "../cluster/guest.ts";
import { requireWritableConfig } from "../faults/quorum.ts";
import { freeVolume } from "../storage/allocate.ts";
import type { Worker } from "../tasks/runner.ts";
import { disksOf, isCloudInitDrive } from "./disks.ts";
import { requireUnlocked } from "./lookup.ts";
import { powerOff } from "./start.ts";
import { serviceId } from "./status.ts";

/** How to destroy a guest. */
export interface Destruction {
  /** Remove it from backup jobs, replication and high availability too. */
  readonly purge: boolean;
  /** Stop a running container first. */
  readonly force: boolean;
}

/**
 * Refuses what cannot be destroyed.
 *
 * @throws {ApiFailure} 500 for a protected, managed, locked or running guest
 */
export function requireDestroyable(machine: Machine, guest: Guest, how: Destruction): void {
  const word = guestWord(guest.type);
  if (guest.config["protection"] === 1) {
    throw failure(`can't remove ${word} ${guest.vmid} - protection mode enabled`);
  }
  if (!how.purge && machine.cluster.state.haResources[serviceId(guest)] !== undefined) {
    throw failure(
      `unable to remove ${word} ${guest.vmid} - used in HA resources and purge parameter not set.`,
    );
  }
  // The two types look at these in a different order.
  if (guest.type === "lxc") requireUnlocked(guest);
  if (guest.runtime !== undefined && !how.force) {
    throw failure(
      guest.type === "qemu"
        ? `VM ${guest.vmid} is running - destroy failed`
        : `unable to destroy CT ${guest.vmid} - container is running`,
    );
  }
  if (guest.type === "qemu") requireUnlocked(guest);
}

/** The work of `qmdestroy` and `vzdestroy`; without quorum the disks go all the same, and only then it fails. */
export async function destroyGuest(
  call: CallContext,
  guest: Guest,
  how: Destruction,
  worker: Worker,
): Promise<void> {
  requireNoLinkedClones(call, guest);
  if (guest.runtime !== undefined) {
    await worker.sleep(1);
    powerOff(guest);
  }
  await worker.sleep(1);
  if (how.purge) worker.log(`purging ${guestWord(guest.type)} ${guest.vmid} from related configurations..`);
  destroyVolumes(call, guest);
  requireWritableConfig(call.faults, guest);
  if (how.purge) purge(call, guest);
  const { state } = call.cluster;
  for (const pool of Object.values(state.pools)) pool.vms = pool.vms.filter((vmid) => vmid !== guest.vmid);
  delete state.guestFirewall[guest.vmid];
  delete state.guests[guest.vmid];
}

/** Removes all volumes a guest's configuration and snapshots name. */
export function destroyVolumes(call: Pick<CallContext, "cluster">, guest: Guest): void {
  const configs = [guest.config, ...Object.values(guest.snapshots).map((snapshot) => snapshot.config)];
  for (const config of configs) {
    for (const disk of disksOf(guest.type, config, true)) {
      if (!disk.isCdrom || isCloudInitDrive(disk)) freeVolume(call.cluster, disk.volume, guest.node);
    }
  }
}

function requireNoLinkedClones(call: CallContext, guest: Guest): void {
  for (const disk of disksOf(guest.type, guest.config)) {
    const base = call.cluster.volume(disk.volume, guest.node);
    if (base === undefined) continue;
    const used = base.storage.volumes.some((volume) => volume.parent === base.volume.name);
    if (used) throw failure(`base volume '${disk.volume}' is still in use by linked clones`);
  }
}

function purge(call: CallContext, guest: Guest): void {
  const { state } = call.cluster;
  delete state.haResources[serviceId(guest)];
  for (const [id, job] of Object.entries(state.replication)) {
    if (Number(job["guest"]) === guest.vmid) delete state.replication[id];
  }
  for (const job of Object.values(state.backupJobs)) {
    if (job["vmid"] === undefined) continue;
    job["vmid"] = String(job["vmid"]).split(",").filter((vmid) => vmid !== String(guest.vmid)).join(",");
  }
}
