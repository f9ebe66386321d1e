import type { GuardedRequest } from "../policy/guard.ts";
import { targetsOf } from "../policy/targets/request_targets.ts";
import type { Proxmox } from "../proxmox/proxmox.ts";
import type { Guest } from "../proxmox/resources.ts";

/** The guests that a request names by path or parameters, or acts on because it is for all of a node, pool or cluster. */
export async function guestsTouched(proxmox: Proxmox, request: GuardedRequest): Promise<readonly Guest[]> {
  const { guests: named, all } = targetsOf(request);
  if (named.size === 0 && all === undefined) return [];
  const { guests } = await proxmox.resources();
  return guests.filter((guest) =>
    named.has(guest.vmid) ||
    (all !== undefined && (all.node === undefined || all.node === guest.node || all.node === "localhost") &&
      (all.pool === undefined || all.pool === guest.pool))
  );
}
