import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { choice, NODE, optional, SNAPNAME, text, VMID } from "../../api/schema.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { requireWritableConfig } from "../../faults/quorum.ts";
import { requireGuest } from "../../guest/lookup.ts";
import { canBeSnapshotted } from "../../guest/snapshot.ts";
import { convertToTemplate, requireConvertible } from "../../guest/template.ts";

const PATH = { node: NODE, vmid: VMID } as const;

/** Making a guest a template, and asking what it can do, for one of the two types. */
export function guestTemplateEndpoints(type: GuestType): AnyEndpoint[] {
  const disk = type === "qemu" ? { disk: optional(text()) } : {};
  return [
    defineEndpoint({
      method: "POST",
      path: `/nodes/{node}/${type}/{vmid}/template`,
      description: "Create a template.",
      permission: needs("/vms/{vmid}", "VM.Allocate"),
      protected: true,
      parameters: { ...PATH, ...disk },
      handler: (call) => {
        const { cluster, tasks, node, identity, params: { vmid } } = call;
        const guest = requireGuest(cluster, node, type, Number(vmid));
        requireConvertible(guest);
        const upid = tasks.start({
          node,
          type: type === "qemu" ? "qmtemplate" : "vztemplate",
          id: guest.vmid,
          identity,
          work: async (worker) => {
            requireWritableConfig(call.faults, guest);
            await convertToTemplate(call, guest, worker);
          },
        });
        // A container's conversion runs as a task too, but the call does not tell.
        return type === "qemu" ? upid : null;
      },
    }),
    defineEndpoint({
      method: "GET",
      path: `/nodes/{node}/${type}/{vmid}/feature`,
      description: "Check if feature for the guest is available.",
      permission: needs("/vms/{vmid}", "VM.Audit"),
      protected: true,
      parameters: {
        ...PATH,
        feature: { ...choice("snapshot clone copy"), optional: false },
        snapname: optional(SNAPNAME),
      },
      handler: ({ cluster, node, params }) => {
        const guest = requireGuest(cluster, node, type, params.vmid);
        const hasFeature = params.feature !== "snapshot" || canBeSnapshotted(cluster, guest) ? 1 : 0;
        return type === "qemu" ? { hasFeature, nodes: hasFeature === 1 ? [node] : [] } : { hasFeature };
      },
    }),
  ];
}
