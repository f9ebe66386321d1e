import { failure } from "../api/failure.ts";
import type { ApiFailure } from "../api/failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { configDirectory, type Guest, type GuestType, guestWord } from "../cluster/guest.ts";

/** The words for a guest whose configuration is not on the node: unknown id, other node or other type alike. */
export function missingConfig(node: string, type: GuestType, vmid: number): ApiFailure {
  return failure(`Configuration file 'nodes/${node}/${configDirectory(type)}/${vmid}.conf' does not exist`);
}

/**
 * The guest of that type and id on the node.
 *
 * @throws {ApiFailure} 500 naming the configuration file that does not exist
 */
export function requireGuest(cluster: Cluster, node: string, type: GuestType, vmid: number): Guest {
  const guest = cluster.guest(vmid);
  if (guest === undefined || guest.type !== type || guest.node !== node) {
    throw missingConfig(node, type, vmid);
  }
  return guest;
}

/** Whether a guest of that type and id is on the node and running. */
export function isRunningOn(cluster: Cluster, node: string, type: GuestType, vmid: number): boolean {
  const guest = cluster.guest(vmid);
  return guest !== undefined && guest.type === type && guest.node === node && guest.runtime !== undefined;
}

/**
 * Refuses a guest that holds a lock.
 *
 * @throws {ApiFailure} 500 naming the lock
 */
export function requireUnlocked(guest: Guest): void {
  const { lock } = guest.config;
  if (lock !== undefined) throw failure(`${guestWord(guest.type)} is locked (${lock})`);
}

/**
 * Refuses an id that is taken anywhere in the cluster; `prefix` precedes the sentence.
 *
 * @throws {ApiFailure} 500 naming the guest that has the id and its node
 */
export function requireFreeId(cluster: Cluster, vmid: number, prefix = ""): void {
  const taken = cluster.guest(vmid);
  if (taken === undefined) return;
  throw failure(`${prefix}${guestWord(taken.type)} ${vmid} already exists on node '${taken.node}'`);
}
