import type { Stop } from "../../e2e/tour.ts";

/** Calls of every tool of the toolset `firewall`, at each level that it knows. */
export const firewallCalls: readonly Stop[] = [
  { tool: "proxmox_firewall_list", args: { part: "all" } },
  { tool: "proxmox_firewall_list", args: { vmid: 101, part: "refs" } },
  { tool: "proxmox_firewall_list", args: { node: "pve1" } },
  { tool: "proxmox_firewall_list", args: { group: "webservers" } },
  { tool: "proxmox_firewall_list", args: { part: "macros" } },
  {
    tool: "proxmox_firewall_rule_set",
    args: {
      ...{ type: "in", action: "ACCEPT", macro: "Web", source: "10.0.0.0/8", dest: "10.20.0.0/16", to: 1 },
      ...{ comment: "x", enable: true, log: "info", iface: "vmbr0" },
    },
  },
  {
    tool: "proxmox_firewall_rule_set",
    args: { vmid: 101, type: "out", action: "DROP", proto: "tcp", dport: "25", sport: "1024:65535" },
  },
  { tool: "proxmox_firewall_rule_set", args: { vmid: 112, type: "group", action: "webservers" } },
  { tool: "proxmox_firewall_rule_set", args: { node: "pve1", action: "ACCEPT", macro: "Ping" } },
  { tool: "proxmox_firewall_rule_set", args: { group: "webservers", action: "ACCEPT", macro: "SSH" } },
  { tool: "proxmox_firewall_list", args: { vmid: 101 } },
  {
    tool: "proxmox_firewall_rule_set",
    args: { vmid: 101, pos: 0, comment: "y", clear: ["dport"], enable: false, digest: "<digest>" },
  },
  {
    tool: "proxmox_firewall_name_set",
    args: { what: "alias", name: "vpn", cidr: "10.9.0.0/16", comment: "x" },
  },
  { tool: "proxmox_firewall_name_set", args: { what: "alias", name: "vpn", cidr: "10.8.0.0/16" } },
  { tool: "proxmox_firewall_name_set", args: { what: "alias", name: "own", vmid: 101, cidr: "10.9.9.9" } },
  {
    tool: "proxmox_firewall_name_set",
    args: { what: "ipset", name: "partners", add: ["192.0.2.0/24", "!192.0.2.7"], comment: "x" },
  },
  { tool: "proxmox_firewall_name_set", args: { what: "ipset", name: "partners", remove: ["192.0.2.0/24"] } },
  { tool: "proxmox_firewall_name_set", args: { what: "ipset", name: "db", vmid: 112, add: ["10.0.0.5"] } },
  { tool: "proxmox_firewall_name_set", args: { what: "group", name: "mail", comment: "x" } },
  { tool: "proxmox_firewall_name_set", args: { what: "group", name: "mail", comment: "y" } },
  {
    tool: "proxmox_firewall_options_set",
    args: { enable: true, policy_in: "DROP", policy_out: "ACCEPT" },
  },
  {
    tool: "proxmox_firewall_options_set",
    args: {
      ...{ vmid: 101, enable: true, policy_in: "REJECT", policy_out: "ACCEPT" },
      ...{ macfilter: true, ipfilter: true },
    },
  },
  { tool: "proxmox_firewall_options_set", args: { node: "pve1", enable: false } },
  { tool: "proxmox_firewall_list", args: { vmid: 101 } },
  { tool: "proxmox_firewall_delete", args: { what: "rule", vmid: 101, name: "0", digest: "<digest>" } },
  { tool: "proxmox_firewall_delete", args: { what: "rule", node: "pve1", name: "0" } },
  { tool: "proxmox_firewall_delete", args: { what: "rule", group: "webservers", name: "0" } },
  { tool: "proxmox_firewall_delete", args: { what: "alias", name: "vpn" } },
  { tool: "proxmox_firewall_delete", args: { what: "ipset", name: "db", vmid: 112 } },
  { tool: "proxmox_firewall_delete", args: { what: "group", name: "mail" } },
];
