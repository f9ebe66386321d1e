import { inline } from "../../text/foreign.ts";
import { table } from "../../text/table.ts";
import { type SdnNetwork, sdnNetwork, type SdnObject } from "../../proxmox/sdn.ts";
import { defineTool } from "../tool.ts";
import { pendingObjects, sdnOptionText } from "./sdn_text.ts";

/** `proxmox_sdn_list`: sources `GET /cluster/sdn/zones`, `/vnets` and `/vnets/{vnet}/subnets`. */
export const sdnList = defineTool({
  name: "proxmox_sdn_list",
  title: "Software-defined network",
  toolset: "network",
  access: "read",
  privileges: ["SDN.Audit"],
  description: "Zones, virtual networks and subnets, and what waits to be applied.",
  input: {},
  run: (_, { proxmox }) => sdnNetwork(proxmox.connection),
  answer(network) {
    const { zones, vnets, subnets } = network;
    if (zones.length + vnets.length === 0) {
      return {
        text:
          "No SDN zones are visible; they need SDN.Audit. proxmox_sdn_zone_set makes one. Plain bridges are in " +
          "proxmox_network_list.",
      };
    }
    return {
      text: [
        table(zones, columnsOf("zone", [{ heading: "type", cell: (zone) => zone.type }])),
        ...(vnets.length === 0
          ? ["No virtual networks. proxmox_sdn_vnet_set makes one."]
          : [table(vnets, columnsOf("vnet", [{ heading: "zone", cell: (vnet) => vnet.zone }]))]),
        ...(subnets.length === 0
          ? []
          : [table(subnets, columnsOf("subnet", [{ heading: "vnet", cell: (subnet) => subnet.vnet }]))]),
        ...pendingLine(network),
      ].join("\n"),
    };
  },
});

interface ObjectColumn {
  readonly heading: string;
  readonly cell: (object: SdnObject) => string | undefined;
}

function columnsOf(heading: string, more: readonly ObjectColumn[]): readonly ObjectColumn[] {
  return [
    { heading, cell: (object) => object.name },
    ...more,
    { heading: "waits", cell: (object) => object.state },
    { heading: "options", cell: (object) => inline(sdnOptionText(object), 200) },
  ];
}

function pendingLine(network: SdnNetwork): string[] {
  const { length } = pendingObjects(network);
  return length === 0 ? [] : [`${length} of these wait for proxmox_sdn_apply.`];
}
