import {
  type AnyEndpoint,
  ANYONE,
  type CallContext,
  defineEndpoint,
  needs,
  Reply,
} from "../../api/endpoint.ts";
import { invalid } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, integer, NODE, optional, optionals, type ParameterMap, text } from "../../api/schema.ts";
import type { ClusterNode, NetworkInterface } from "../../cluster/node.ts";
import { requireNode } from "../../resources/require_node.ts";

const IFACE = text({ minLength: 2, maxLength: 20, description: "Network interface name." });
const TYPES = "bridge bond eth alias vlan fabric OVSBridge OVSBond OVSPort OVSIntPort vnet";
const OPTIONS: ParameterMap = {
  ...optionals(
    () => text(),
    "address6 bond-primary bond_mode bond_xmit_hash_policy bridge_ports bridge_vids cidr cidr6 comments comments6 " +
      "gateway6 netmask ovs_bonds ovs_bridge ovs_options ovs_ports slaves vlan-raw-device",
  ),
  ...optionals(() => flag(), "autostart bridge_vlan_aware"),
  address: optional(text({ format: "ipv4", requires: "netmask" })),
  gateway: optional(text({ format: "ipv4" })),
  mtu: optional(integer({ minimum: 1280, maximum: 65520 })),
  netmask6: optional(integer({ minimum: 0, maximum: 128 })),
  ovs_tag: optional(integer({ minimum: 1, maximum: 4094 })),
  "vlan-id": optional(integer({ minimum: 1, maximum: 4094 })),
};
const MODIFY = needs("/nodes/{node}", "Sys.Modify");

/** The network configuration of a node: changes wait until they are applied. */
export const networkEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/network",
    description: "List available networks",
    permission: ANYONE,
    parameters: {
      node: NODE,
      type: optional(text({ enum: [...TYPES.split(" "), "any_bridge", "any_local_bridge", "include_sdn"] })),
    },
    handler: (call) => listNetworks(call, call.params.type),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/network/{iface}",
    description: "Read network device configuration",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    parameters: { node: NODE, iface: IFACE },
    handler: (call) => {
      const { iface: _, ...rest } = requireInterface(call, call.params.iface);
      return rest;
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/network",
    description: "Create network device configuration",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE, iface: IFACE, type: text({ enum: TYPES.split(" ") }), ...OPTIONS },
    handler: (call) => {
      const node = requireNode(call.cluster, call.node);
      const iface = String(call.given["iface"]);
      if (current(node).some((one) => one.iface === iface)) {
        throw invalid({ iface: "interface already exists" });
      }
      node.pendingInterfaces = [...current(node), stanza(call, iface)];
      return null;
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/network/{iface}",
    description: "Update network device configuration",
    permission: MODIFY,
    protected: true,
    parameters: {
      node: NODE,
      iface: IFACE,
      type: text({ enum: TYPES.split(" ") }),
      ...OPTIONS,
      delete: optional(text({ format: "pve-configid-list" })),
    },
    handler: (call) => {
      const node = requireNode(call.cluster, call.node);
      const iface = String(call.given["iface"]);
      requireInterface(call, iface);
      // The stanza is replaced: what is not sent again is gone.
      const replaced = stanza(call, iface);
      for (const key of splitList(String(call.given["delete"] ?? ""))) delete replaced[key];
      node.pendingInterfaces = current(node).map((one) => one.iface === iface ? replaced : one);
      return null;
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/nodes/{node}/network/{iface}",
    description: "Delete network device configuration",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE, iface: IFACE },
    handler: (call) => {
      const node = requireNode(call.cluster, call.node);
      requireInterface(call, call.params.iface);
      node.pendingInterfaces = current(node).filter((one) => one.iface !== call.params.iface);
      return null;
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/network",
    description: "Reload network configuration",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE, "regenerate-frr": optional(flag({ since: "9" })) },
    handler: ({ cluster, node: name, tasks, identity }) => {
      const node = requireNode(cluster, name);
      return tasks.start({
        ...{ node: name, identity, type: "srvreload", id: "networking" },
        work: async (worker) => {
          await worker.sleep(2);
          if (node.pendingInterfaces !== undefined) node.interfaces = node.pendingInterfaces;
          delete node.pendingInterfaces;
        },
      });
    },
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/nodes/{node}/network",
    description: "Revert network configuration changes.",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) => {
      delete requireNode(cluster, node).pendingInterfaces;
      return null;
    },
  }),
];

function current(node: ClusterNode): NetworkInterface[] {
  return node.pendingInterfaces ?? node.interfaces;
}

function requireInterface({ cluster, node }: CallContext, iface: string): NetworkInterface {
  const found = current(requireNode(cluster, node)).find((one) => one.iface === iface);
  if (found === undefined) throw invalid({ iface: "interface does not exist" });
  return found;
}

function listNetworks(call: CallContext, type: string | undefined): Reply | NetworkInterface[] {
  const node = requireNode(call.cluster, call.node);
  const kinds = type?.startsWith("any_") === true
    ? ["bridge", "OVSBridge"]
    : type === "include_sdn"
    ? []
    : [type];
  const mayUse = (iface: string) =>
    call.permissions.has(`/sdn/zones/localnetwork/${iface}`, ["SDN.Audit", "SDN.Use"], true);
  const rows = current(node)
    .filter((one) => type === undefined || kinds.length === 0 || kinds.includes(one.type))
    .filter((one) => one.type !== "bridge" || mayUse(one.iface));
  return node.pendingInterfaces === undefined ? rows : new Reply(rows, { changes: difference(node) });
}

/** The stanzas that would change, in the manner of a unified diff. */
function difference(node: ClusterNode): string {
  const names = new Set([...node.interfaces, ...current(node)].map((one) => one.iface));
  const changed = [...names].flatMap((iface) => {
    const old = node.interfaces.find((one) => one.iface === iface);
    const now = current(node).find((one) => one.iface === iface);
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [
      ...(old === undefined ? [] : [`-iface ${iface}`]),
      ...(now === undefined ? [] : [`+iface ${iface}`]),
    ];
  });
  return ["--- /etc/network/interfaces", "+++ /etc/network/interfaces.new", ...changed, ""].join("\n");
}

function stanza({ given }: CallContext, iface: string): NetworkInterface {
  const ignored = new Set(["node", "iface", "type", "delete", "cidr"]);
  const options = Object.fromEntries(
    Object.entries(given).filter(([key]) => !ignored.has(key)).map((
      [key, value],
    ) => [key, optionValue(key, value)]),
  );
  const cidr = given["cidr"] === undefined ? undefined : String(given["cidr"]);
  const [address, netmask] = cidr?.split("/") ?? [];
  return {
    iface,
    type: String(given["type"]),
    method: cidr === undefined && given["address"] === undefined ? "manual" : "static",
    method6: "manual",
    families: ["inet"],
    priority: 9,
    ...options,
    ...(cidr === undefined ? {} : { cidr, address: address ?? "", netmask: netmask ?? "24" }),
  };
}

function optionValue(key: string, value: unknown): string | number {
  if (key === "autostart" || key === "bridge_vlan_aware") {
    return value === "1" || value === true || value === 1 ? 1 : 0;
  }
  return String(value);
}
