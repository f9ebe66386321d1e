import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { flag, NODE, optional, VMID } from "../../api/schema.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { destroyGuest, requireDestroyable } from "../../guest/destroy.ts";
import { requireGuest } from "../../guest/lookup.ts";
import { requireRootFor } from "./root_only.ts";

const PARAMETERS = {
  node: NODE,
  vmid: VMID,
  purge: optional(
    flag({ description: "Remove VMID from configurations, like backup & replication jobs and HA." }),
  ),
  "destroy-unreferenced-disks": optional(flag({ default: 0 })),
} as const;

/** Destroying a guest with its disks, for one of the two types. */
export function guestDestroyEndpoints(type: GuestType): AnyEndpoint[] {
  const own = type === "qemu" ? { skiplock: optional(flag()) } : { force: optional(flag({ default: 0 })) };
  return [
    defineEndpoint({
      method: "DELETE",
      path: `/nodes/{node}/${type}/{vmid}`,
      description: "Destroy the guest and all used/owned volumes.",
      permission: needs("/vms/{vmid}", "VM.Allocate"),
      protected: true,
      parameters: { ...PARAMETERS, ...own },
      handler: (call) => {
        requireRootFor(call, "skiplock");
        const { vmid, purge = false } = call.params;
        const guest = requireGuest(call.cluster, call.node, type, vmid);
        const force = call.given["force"] === "1" || call.given["force"] === true;
        requireDestroyable(call, guest, { purge, force });
        return call.tasks.start({
          node: call.node,
          type: type === "qemu" ? "qmdestroy" : "vzdestroy",
          id: vmid,
          identity: call.identity,
          work: (worker) => destroyGuest(call, guest, { purge, force }, worker),
        });
      },
    }),
  ];
}
