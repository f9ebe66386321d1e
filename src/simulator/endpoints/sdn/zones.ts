import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import {
  choice,
  DIGEST,
  flag,
  integer,
  optional,
  optionals,
  type ParameterMap,
  text,
} from "../../api/schema.ts";
import { sdnRows } from "../../cluster/sdn.ts";
import { createObject, deleteObject, readObject, SDN_ID, updateObject, VIEW } from "./object.ts";

const TYPES = "evpn faucet qinq simple vlan vxlan";
const OPTIONS: ParameterMap = {
  ...optionals(
    () => text(),
    "bridge controller dns dnszone exitnodes ipam mac nodes peers reversedns rt-import exitnodes-primary",
  ),
  ...optionals(
    () => flag(),
    "advertise-subnets bridge-disable-mac-learning disable-arp-nd-suppression exitnodes-local-routing",
  ),
  fabric: optional(text({ since: "9" })),
  dhcp: choice("dnsmasq"),
  "dp-id": optional(integer()),
  mtu: optional(integer()),
  tag: optional(integer({ minimum: 0 })),
  "vlan-protocol": choice("802.1q 802.1ad"),
  "vrf-vxlan": optional(integer({ minimum: 1, maximum: 16777215 })),
  "vxlan-port": optional(integer({ minimum: 1, maximum: 65536 })),
};

/** What a zone cannot do without, by its type. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  vlan: ["bridge"],
  qinq: ["bridge", "tag"],
  evpn: ["controller", "vrf-vxlan"],
};

/** Zones: the parts of a software-defined network that are kept apart. */
export const zoneEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/sdn/zones",
    description: "SDN zones index.",
    permission: ANYONE,
    parameters: { ...VIEW, type: choice(TYPES) },
    handler: ({ cluster, permissions, params }) =>
      sdnRows(cluster.state.sdn, "zones", params)
        .filter(({ zone }) =>
          permissions.has(`/sdn/zones/${zone}`, ["SDN.Audit", "SDN.Use", "SDN.Allocate"], true)
        )
        .filter(({ type }) => params.type === undefined || type === params.type),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/sdn/zones/{zone}",
    description: "Read sdn zone configuration.",
    permission: needs("/sdn/zones/{zone}", "SDN.Allocate"),
    parameters: { zone: SDN_ID, ...VIEW },
    handler: (call) => readObject(call, "zones", call.params.zone, call.params),
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/sdn/zones",
    description: "Create a new sdn zone object.",
    permission: needs("/sdn/zones", "SDN.Allocate"),
    protected: true,
    parameters: { zone: SDN_ID, type: text({ enum: TYPES.split(" ") }), ...OPTIONS },
    handler: (call) => {
      requireOptions(call);
      return createObject(call, "zones", call.params.zone, { ipam: "pve", ...call.params });
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/sdn/zones/{zone}",
    description: "Update sdn zone object configuration.",
    permission: needs("/sdn/zones/{zone}", "SDN.Allocate"),
    protected: true,
    parameters: {
      zone: SDN_ID,
      ...OPTIONS,
      digest: DIGEST,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: (call) => updateObject(call, "zones", call.params.zone, call.params),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/cluster/sdn/zones/{zone}",
    description: "Delete sdn zone object configuration.",
    permission: needs("/sdn/zones/{zone}", "SDN.Allocate"),
    protected: true,
    parameters: { zone: SDN_ID },
    handler: (call) => {
      const { zone } = call.params;
      const user = Object.values(call.cluster.state.sdn.edited.vnets).find((vnet) => vnet["zone"] === zone);
      if (user !== undefined) {
        throw failure(`delete sdn zone object failed: zone ${zone} is used by vnet ${user["vnet"]}`);
      }
      return deleteObject(call, "zones", zone);
    },
  }),
];

function requireOptions({ given }: CallContext): void {
  const missing = REQUIRED[String(given["type"])]?.find((key) => given[key] === undefined);
  if (missing !== undefined) throw invalid({ [missing]: "property is missing and it is not optional" });
}
