import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { NODE, text, VMID } from "../../api/schema.ts";
import { cloudInitRows, userData, writeCloudInitDrive } from "../../guest/cloud_init.ts";
import { metaData, networkData } from "../../guest/cloud_init_network.ts";
import { requireGuest, requireUnlocked } from "../../guest/lookup.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const DUMPS = { user: userData, network: networkData, meta: metaData } as const;

/** What cloud-init gives a virtual machine at its start. */
export const cloudInitEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/qemu/{vmid}/cloudinit",
    description: "Get the cloudinit configuration with both current and pending values.",
    permission: needs("/vms/{vmid}", "VM.Audit"),
    parameters: PATH,
    handler: ({ cluster, node, params }) => cloudInitRows(requireGuest(cluster, node, "qemu", params.vmid)),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/qemu/{vmid}/cloudinit",
    description: "Regenerate and change cloudinit config drive.",
    permission: needs("/vms/{vmid}", "VM.Config.Cloudinit"),
    protected: true,
    parameters: PATH,
    handler: ({ cluster, node, params }) => {
      const guest = requireGuest(cluster, node, "qemu", params.vmid);
      requireUnlocked(guest);
      writeCloudInitDrive(guest);
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/qemu/{vmid}/cloudinit/dump",
    description: "Get automatically generated cloudinit config.",
    permission: needs("/vms/{vmid}", "VM.Audit"),
    parameters: { ...PATH, type: text({ enum: ["user", "network", "meta"], description: "Config type." }) },
    handler: ({ cluster, node, params }) => {
      const dump = Object.entries(DUMPS).find(([type]) => type === params.type)?.[1] ?? userData;
      return dump(requireGuest(cluster, node, "qemu", params.vmid));
    },
  }),
];
