import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { choice, DIGEST, flag, integer, optional, text } from "../../api/schema.ts";
import { sdnRows } from "../../cluster/sdn.ts";
import {
  createObject,
  deleteObject,
  readObject,
  requireVnetRight,
  SDN_ID,
  updateObject,
  VIEW,
} from "./object.ts";

const OPTIONS = {
  alias: optional(text({ maxLength: 256 })),
  "isolate-ports": optional(flag()),
  tag: optional(integer({ minimum: 1, maximum: 16777215 })),
  vlanaware: optional(flag()),
} as const;

/** Virtual networks: the bridges of a zone that guests are attached to. */
export const vnetEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/sdn/vnets",
    description: "SDN vnets index.",
    permission: ANYONE,
    parameters: VIEW,
    handler: ({ cluster, permissions, params }) =>
      sdnRows(cluster.state.sdn, "vnets", params).filter(({ zone, vnet }) =>
        permissions.has(`/sdn/zones/${zone}/${vnet}`, ["SDN.Audit", "SDN.Use", "SDN.Allocate"], true)
      ),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/sdn/vnets/{vnet}",
    description: "Read sdn vnet configuration.",
    permission: ANYONE,
    parameters: { vnet: SDN_ID, ...VIEW },
    handler: (call) => {
      requireVnetRight(call, call.params.vnet, "SDN.Audit");
      return readObject(call, "vnets", call.params.vnet, call.params);
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/sdn/vnets",
    description: "Create a new sdn vnet object.",
    permission: needs("/sdn/zones/{zone}", "SDN.Allocate"),
    protected: true,
    parameters: { vnet: SDN_ID, zone: text(), type: choice("vnet"), ...OPTIONS },
    handler: (call) => {
      const { zone, tag } = call.params;
      requireTag(call, zone, tag);
      return createObject(call, "vnets", call.params.vnet, { ...call.params, type: "vnet" });
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/cluster/sdn/vnets/{vnet}",
    description: "Update sdn vnet object configuration.",
    permission: ANYONE,
    protected: true,
    parameters: {
      vnet: SDN_ID,
      zone: optional(text()),
      ...OPTIONS,
      digest: DIGEST,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: (call) => {
      requireVnetRight(call, call.params.vnet, "SDN.Allocate");
      return updateObject(call, "vnets", call.params.vnet, call.params);
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/cluster/sdn/vnets/{vnet}",
    description: "Delete sdn vnet object configuration.",
    permission: ANYONE,
    protected: true,
    parameters: { vnet: SDN_ID },
    handler: (call) => {
      const { vnet } = call.params;
      requireVnetRight(call, vnet, "SDN.Allocate");
      const { subnets } = call.cluster.state.sdn.edited;
      if (Object.values(subnets).some((subnet) => subnet["vnet"] === vnet)) {
        throw failure("delete sdn vnet object failed: can't delete vnet if subnets exists");
      }
      return deleteObject(call, "vnets", vnet);
    },
  }),
];

/** Networks of a zone that tags its traffic need the number. */
function requireTag({ cluster }: CallContext, zone: string, tag: number | undefined): void {
  const found = cluster.state.sdn.edited.zones[zone];
  if (found === undefined) throw failure(`create sdn vnet object failed: sdn '${zone}' does not exist`);
  if (tag === undefined && found["type"] !== "simple") throw invalid({ tag: `missing ${found["type"]} tag` });
}
