import type { Stop } from "../../e2e/tour.ts";

/** Calls of every tool of the toolset `network`. */
export const networkCalls: readonly Stop[] = [
  { tool: "proxmox_network_list", args: { node: "pve1" } },
  {
    tool: "proxmox_network_set",
    args: {
      ...{ node: "pve1", iface: "vmbr1", type: "bridge", cidr: "10.30.0.1/24", gateway: "10.30.0.254" },
      ...{ cidr6: "fd00:30::1/64", gateway6: "fd00:30::ff", ports: ["eno2"], vlan_aware: true, mtu: 9000 },
      ...{ comment: "x", autostart: true },
    },
  },
  {
    tool: "proxmox_network_set",
    args: { node: "pve1", iface: "bond0", type: "bond", ports: ["eno3", "eno4"], bond_mode: "802.3ad" },
  },
  {
    tool: "proxmox_network_set",
    args: { node: "pve1", iface: "vmbr0.7", type: "vlan", cidr: "10.7.0.1/24", vlan_id: 7 },
  },
  { tool: "proxmox_network_set", args: { node: "pve1", iface: "vmbr1", mtu: 1500, clear: ["comment"] } },
  { tool: "proxmox_network_delete", args: { node: "pve1", iface: "bond0" } },
  { tool: "proxmox_network_apply", args: { node: "pve1", wait: 5 } },
  { tool: "proxmox_network_set", args: { node: "pve1", iface: "vmbr1", mtu: 9000 } },
  { tool: "proxmox_network_revert", args: { node: "pve1" } },
  {
    tool: "proxmox_sdn_zone_set",
    args: { zone: "lab", type: "vlan", bridge: "vmbr0", nodes: ["pve1", "pve2"] },
  },
  { tool: "proxmox_sdn_zone_set", args: { zone: "outer", type: "qinq", bridge: "vmbr0", tag: 40 } },
  {
    tool: "proxmox_sdn_zone_set",
    args: { zone: "mesh", type: "vxlan", peers: ["10.20.0.11", "10.20.0.12"] },
  },
  { tool: "proxmox_sdn_zone_set", args: { zone: "plain", type: "simple" } },
  { tool: "proxmox_sdn_zone_set", args: { zone: "lab", nodes: ["pve1"] } },
  { tool: "proxmox_sdn_vnet_set", args: { vnet: "dmz", zone: "lab", tag: 12, vlanaware: true } },
  {
    tool: "proxmox_sdn_vnet_set",
    args: { vnet: "inner", zone: "plain", subnet: "10.9.0.0/24", gateway: "10.9.0.1", snat: true },
  },
  { tool: "proxmox_sdn_list", args: {} },
  { tool: "proxmox_sdn_apply", args: { wait: 30 } },
  { tool: "proxmox_sdn_delete", args: { what: "subnet", name: "10.9.0.0/24" } },
  { tool: "proxmox_sdn_delete", args: { what: "vnet", name: "dmz" } },
  { tool: "proxmox_sdn_delete", args: { what: "zone", name: "mesh" } },
];
