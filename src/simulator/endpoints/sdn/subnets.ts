import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { invalid } from "../../api/failure.ts";
import { DIGEST, flag, list, optional, text } from "../../api/schema.ts";
import { sdnRows } from "../../cluster/sdn.ts";
import {
  createObject,
  deleteObject,
  readObject,
  requireObject,
  requireVnetRight,
  SDN_ID,
  updateObject,
  VIEW,
} from "./object.ts";

const SUBNET = text({ description: "The SDN subnet object identifier." });
const OPTIONS = {
  "dhcp-dns-server": optional(text({ format: "ip" })),
  "dhcp-range": optional(list({ items: text() })),
  dnszoneprefix: optional(text({ format: "dns-name" })),
  gateway: optional(text({ format: "ip" })),
  snat: optional(flag()),
} as const;
const BASE = "/cluster/sdn/vnets/{vnet}/subnets";

/** The address ranges of a virtual network. */
export const subnetEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: BASE,
    description: "SDN subnets index.",
    permission: ANYONE,
    parameters: { vnet: SDN_ID, ...VIEW },
    handler: (call) => {
      requireVnetRight(call, call.params.vnet, "SDN.Audit");
      return sdnRows(call.cluster.state.sdn, "subnets", call.params)
        .filter(({ vnet }) => vnet === call.params.vnet);
    },
  }),
  defineEndpoint({
    method: "GET",
    path: `${BASE}/{subnet}`,
    description: "Read sdn subnet configuration.",
    permission: ANYONE,
    parameters: { vnet: SDN_ID, subnet: SUBNET, ...VIEW },
    handler: (call) => {
      requireVnetRight(call, call.params.vnet, "SDN.Audit");
      return readObject(call, "subnets", call.params.subnet, call.params);
    },
  }),
  defineEndpoint({
    method: "POST",
    path: BASE,
    description: "Create a new sdn subnet object.",
    permission: ANYONE,
    protected: true,
    parameters: { vnet: SDN_ID, subnet: SUBNET, type: text({ enum: ["subnet"] }), ...OPTIONS },
    handler: (call) => {
      const { vnet, subnet: cidr } = call.params;
      requireVnetRight(call, vnet, "SDN.Allocate");
      const subnet = subnetId(call, vnet, cidr);
      return createObject(call, "subnets", subnet, { ...call.params, subnet, cidr });
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: `${BASE}/{subnet}`,
    description: "Update sdn subnet object configuration.",
    permission: ANYONE,
    protected: true,
    parameters: {
      vnet: SDN_ID,
      subnet: SUBNET,
      ...OPTIONS,
      digest: DIGEST,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: (call) => {
      requireVnetRight(call, call.params.vnet, "SDN.Allocate");
      return updateObject(call, "subnets", call.params.subnet, call.params);
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: `${BASE}/{subnet}`,
    description: "Delete sdn subnet object configuration.",
    permission: ANYONE,
    protected: true,
    parameters: { vnet: SDN_ID, subnet: SUBNET },
    handler: (call) => {
      requireVnetRight(call, call.params.vnet, "SDN.Allocate");
      return deleteObject(call, "subnets", call.params.subnet);
    },
  }),
];

/** A range is created by its CIDR and found by its zone and the range with a dash. */
function subnetId(call: CallContext, vnet: string, cidr: string): string {
  if (!/^[0-9a-fA-F.:]+\/\d+$/.test(cidr)) {
    throw invalid({ subnet: "value does not look like a valid subnet id" });
  }
  return `${requireObject(call, "vnets", vnet)["zone"]}-${cidr.replace("/", "-")}`;
}
