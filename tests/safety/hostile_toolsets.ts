import type { ClusterState, FirewallScope } from "../../src/simulator/cluster/state.ts";
import { emptyFirewall } from "../../src/simulator/cluster/state.ts";

/** Puts a hostile text wherever networks, firewalls, access, HA, storages and nodes keep words of somebody's. */
export function addToToolsets(state: ClusterState, index: number, text: string, vmid: number): void {
  addNetwork(state, index, text);
  addAccess(state, index, text);
  for (const scope of [state.firewall, ...guestAndNode(state, vmid)]) addFirewall(scope, index, text);
  state.haRules[`rule${index}`] = {
    rule: `rule${index}`,
    type: "node-affinity",
    resources: `vm:${vmid}`,
    nodes: "pve1",
    comment: text,
  };
  state.replication[`${vmid}-0`] = {
    id: `${vmid}-0`,
    type: "local",
    guest: vmid,
    jobnum: 0,
    source: "pve1",
    target: "pve2",
    schedule: text,
    comment: text,
    error: text,
    fail_count: 3,
  };
  const [appliance] = state.appliances;
  if (appliance !== undefined) {
    state.appliances.push({
      ...appliance,
      template: `x${index}_1_amd64.tar.zst`,
      package: text,
      headline: text,
      description: text,
      os: text,
    });
  }
  state.log.push({
    uid: index,
    time: 1_795_000_000,
    node: "pve1",
    user: text,
    tag: text,
    pid: 1,
    pri: 3,
    msg: text,
  });
  const node = state.nodes["pve1"];
  if (node === undefined) return;
  node.services[`service${index}`] = {
    desc: text,
    state: "dead",
    "active-state": "failed",
    "unit-state": "enabled",
  };
  if (text.length < 60) node.cpu.model = text;
}

function guestAndNode(state: ClusterState, vmid: number): readonly FirewallScope[] {
  return [state.guestFirewall[vmid] ??= emptyFirewall(), state.nodeFirewall["pve1"] ??= emptyFirewall()];
}

function addNetwork(state: ClusterState, index: number, text: string): void {
  const { edited, running } = state.sdn;
  edited.zones[`z${index}`] = { zone: `z${index}`, type: "simple", ipam: text, dns: text, nodes: text };
  running.vnets[`v${index}`] = { vnet: `v${index}`, type: "vnet", zone: `z${index}`, alias: "before" };
  edited.vnets[`v${index}`] = { vnet: `v${index}`, type: "vnet", zone: `z${index}`, alias: text };
  const node = state.nodes["pve1"];
  const bridge = node?.interfaces.find(({ type }) => type === "bridge");
  if (node === undefined || bridge === undefined) return;
  const another = { ...bridge, iface: `vmbr${100 + index}`, comments: text, bridge_ports: text, cidr: text };
  node.interfaces.push(another);
  node.pendingInterfaces = [...node.pendingInterfaces ?? [], { ...another, comments: `${text} later` }];
}

function addAccess(state: ClusterState, index: number, text: string): void {
  const user = state.users[`user${index}@pve`];
  if (user !== undefined) {
    user.tokens[`t${index}`] = { secret: crypto.randomUUID(), privsep: true, expire: 0, comment: text };
    user.groups = [`group${index}`];
  }
  state.realms.push({ realm: `realm${index}`, type: "ldap", comment: text });
  state.acl.push({ path: `/pool/${text}`, type: "group", ugid: text, roleid: text, propagate: true });
  state.roles[`role${index}`] = { privs: [text], special: false };
}

function addFirewall(scope: FirewallScope, index: number, text: string): void {
  scope.ipsets[`set${index}`] = { comment: text, entries: [{ cidr: text, comment: text }] };
  scope.groups[`group${index}`] = {
    comment: text,
    rules: [{ type: "in", action: text, enable: 1, comment: text, source: text, dport: text, macro: text }],
  };
  scope.aliases[`alias${index}`] = { cidr: text, comment: text };
  scope.rules.push({ type: "group", action: text, enable: 1, comment: text, iface: text });
}
