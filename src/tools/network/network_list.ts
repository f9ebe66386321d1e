import { optionLines } from "../../text/changes.ts";
import { frame, inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import { interfaceOptions, type NetworkInterface, nodeNetwork } from "../../proxmox/network.ts";
import { node } from "../fields.ts";
import { nodeOrDefault } from "../node_reference.ts";
import { defineTool } from "../tool.ts";

/** Options that have a column of their own. */
const shown = new Set([
  "cidr",
  "cidr6",
  "gateway",
  "gateway6",
  "bridge_ports",
  "slaves",
  "comments",
  "autostart",
]);

/** `proxmox_network_list`: source `GET /nodes/{node}/network`. */
export const networkList = defineTool({
  name: "proxmox_network_list",
  title: "Network of a node",
  toolset: "network",
  access: "read",
  privileges: ["SDN.Audit"],
  description: "Interfaces, and the diff of changes that wait to be applied.",
  input: { node: node.optional() },
  async run({ node }, { proxmox }) {
    const { node: name } = await nodeOrDefault(proxmox, node);
    const network = await nodeNetwork(proxmox.connection, name);
    return { name, network, wire: proxmox.connection.carriedBy };
  },
  answer({ name, network, wire }, _, { characters }) {
    const { interfaces, changes } = network;
    if (interfaces.length === 0) {
      return { text: `No interfaces of ${name} are visible; bridges need SDN.Audit or SDN.Use on them.` };
    }
    const body = list(interfaces, {
      columns,
      limit: 300,
      characters,
      narrow: "the rest is in proxmox_api_read of /nodes/{node}/network",
    });
    const pending = changes !== undefined
      ? `\nNot in force yet; proxmox_network_apply applies it, proxmox_network_revert drops it:\n${
        frame(`changes of ${name}`, changes, 6000)
      }`
      : wire === "ssh"
      ? "\nWhether changes wait to be applied is told by the API alone, not over SSH."
      : "";
    return { text: `${counted(interfaces.length, "interface")} of ${name}\n${body}${pending}` };
  },
});

const columns = [
  { heading: "iface", cell: (row: NetworkInterface) => inline(row.iface, 20) },
  { heading: "type", cell: (row: NetworkInterface) => row.type },
  { heading: "active", cell: (row: NetworkInterface) => row.active ? "yes" : "no" },
  { heading: "address", cell: (row: NetworkInterface) => both(row.cidr, row.cidr6) },
  { heading: "gateway", cell: (row: NetworkInterface) => both(row.gateway, row.gateway6) },
  { heading: "ports", cell: (row: NetworkInterface) => row.bridge_ports ?? row.slaves },
  {
    heading: "options",
    cell: (row: NetworkInterface) =>
      optionLines(
        Object.fromEntries(Object.entries(interfaceOptions(row)).filter(([name]) => !shown.has(name))),
      ).map((line) => line.replace(": ", " ")).join(", "),
  },
  { heading: "comment", cell: (row: NetworkInterface) => inline(row.comments ?? "", 60) },
];

function both(first: string | undefined, second: string | undefined): string {
  return [first, second].filter((part) => part !== undefined).join(" ");
}
