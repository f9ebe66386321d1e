import assert from "node:assert/strict";
import type { ClusterState } from "../../src/simulator/cluster/state.ts";
import { seededVolid } from "../harness/seeded.ts";
import type { Arguments } from "../harness/tool_client.ts";

/** A call that is confirmed, and a change of somebody else's that its confirmation must not outlive. */
export interface ConfirmedCall {
  readonly tool: string;
  readonly args: Arguments;
  /** Makes there be something to call about. */
  readonly prepare?: (state: ClusterState) => void;
  readonly meanwhile: (state: ClusterState) => void;
}

/** The value of a record that the lab is known to have. */
function known<Value>(record: Readonly<Record<string | number, Value>>, name: string | number): Value {
  const value = record[name];
  assert.ok(value !== undefined, `the lab has no ${name}`);
  return value;
}

const volume = "nas:iso/debian-13.1.0-amd64-netinst.iso";
const backup = seededVolid("nas", /vzdump-lxc-100-/);
const job = { id: "backup-nightly" };

function resize(state: ClusterState, name: string): void {
  const found = known(state.storages, "nas").volumes.find((one) => `nas:${one.name}` === name);
  assert.ok(found !== undefined);
  found.size += 1;
}

/** Takes away the older of the two backups that container 100 has, or the newer. */
function removeBackup(state: ClusterState, which: "older" | "newer"): void {
  const { volumes } = known(state.storages, "nas");
  const backups = volumes.filter(({ vmid, content }) => vmid === 100 && content === "backup")
    .toSorted((one, other) => one.ctime - other.ctime);
  const removed = backups.at(which === "older" ? 0 : -1);
  assert.ok(removed !== undefined);
  volumes.splice(volumes.indexOf(removed), 1);
}

function addVnet(state: ClusterState): void {
  state.sdn.edited.zones["lan"] = { zone: "lan", type: "simple" };
  state.sdn.edited.vnets["guests"] = { vnet: "guests", type: "vnet", zone: "lan", alias: "visitors" };
}

function addPendingNetwork(state: ClusterState): void {
  const node = known(state.nodes, "pve1");
  node.pendingInterfaces = node.interfaces.map((one) =>
    one.iface === "vmbr0" ? { ...one, comments: "later\n" } : one
  );
}

/** Every tool that may ask first, but for the generic one and snapshots, which have tests of their own. */
export const confirmedCalls: readonly ConfirmedCall[] = [
  {
    tool: "proxmox_guest_delete",
    args: { vmid: 102 },
    meanwhile: (state) => known(state.guests, 102).config["scsi1"] = "local-lvm:vm-102-disk-1,size=900G",
  },
  { tool: "proxmox_volume_delete", args: { volume }, meanwhile: (state) => resize(state, volume) },
  {
    tool: "proxmox_vm_configure",
    args: { vmid: 102, remove: ["unused0"] },
    prepare: (state) => known(state.guests, 102).config["unused0"] = "local-lvm:vm-102-disk-5",
    meanwhile: (state) => known(state.guests, 102).config["unused0"] = "local-lvm:vm-102-disk-7",
  },
  {
    tool: "proxmox_ct_configure",
    args: { vmid: 115, remove: ["unused0"] },
    prepare: (state) => known(state.guests, 115).config["unused0"] = "local-lvm:vm-115-disk-5",
    meanwhile: (state) => known(state.guests, 115).config["unused0"] = "local-lvm:vm-115-disk-7",
  },
  {
    tool: "proxmox_backup_create",
    args: { vmids: [100], storage: "nas", keep: { last: 1 } },
    // Nothing of it is pruned by the rule as of now, but the new backup takes its place.
    prepare: (state) => removeBackup(state, "older"),
    meanwhile: (state) => removeBackup(state, "newer"),
  },
  {
    tool: "proxmox_backup_restore",
    args: { volume: backup, vmid: 115, overwrite: true },
    meanwhile: (state) =>
      known(state.guests, 115).config["mp0"] = "local-lvm:vm-115-disk-1,mp=/data,size=900G",
  },
  {
    tool: "proxmox_backup_delete",
    args: { volume: backup },
    meanwhile: (state) => resize(state, backup),
  },
  {
    tool: "proxmox_backup_job_update",
    args: { ...job, keep: { last: 1 } },
    meanwhile: (state) => known(state.backupJobs, job.id)["vmid"] = "101,102,103",
  },
  {
    tool: "proxmox_backup_job_delete",
    args: job,
    meanwhile: (state) => known(state.backupJobs, job.id)["storage"] = "nas",
  },
  {
    tool: "proxmox_backup_job_run",
    args: { ...job, prune: true },
    meanwhile: (state) => known(state.backupJobs, job.id)["prune-backups"] = "keep-last=1",
  },
  {
    tool: "proxmox_network_delete",
    args: { node: "pve1", iface: "vmbr0" },
    meanwhile: (state) => {
      const bridge = known(state.nodes, "pve1").interfaces.find(({ iface }) => iface === "vmbr0");
      if (bridge !== undefined) bridge["bridge_ports"] = "eno2";
    },
  },
  {
    tool: "proxmox_network_apply",
    args: { node: "pve1" },
    prepare: addPendingNetwork,
    meanwhile: (state) => {
      const pending = known(state.nodes, "pve1").pendingInterfaces?.find(({ iface }) => iface === "vmbr0");
      if (pending !== undefined) pending["comments"] = "something else\n";
    },
  },
  {
    tool: "proxmox_sdn_delete",
    args: { what: "vnet", name: "guests" },
    prepare: addVnet,
    meanwhile: (state) => known(state.sdn.edited.vnets, "guests")["alias"] = "production",
  },
  {
    tool: "proxmox_sdn_apply",
    args: {},
    prepare: addVnet,
    meanwhile: (state) => state.sdn.edited.zones["wan"] = { zone: "wan", type: "simple" },
  },
  {
    tool: "proxmox_firewall_delete",
    args: { what: "rule", name: "1" },
    meanwhile: ({ firewall: { rules } }) => rules.reverse(),
  },
  {
    tool: "proxmox_firewall_delete",
    args: { what: "alias", name: "office" },
    meanwhile: ({ firewall: { aliases } }) => known(aliases, "office").cidr = "0.0.0.0/0",
  },
  {
    tool: "proxmox_firewall_delete",
    args: { what: "group", name: "webservers" },
    meanwhile: ({ firewall: { groups } }) =>
      known(groups, "webservers").rules.push({ type: "in", action: "DROP" }),
  },
  {
    tool: "proxmox_firewall_delete",
    args: { what: "alias", name: "db", vmid: 101 },
    prepare: (state) =>
      state.guestFirewall[101] = {
        ...state.firewall,
        rules: [],
        groups: {},
        aliases: { db: { cidr: "10.0.0.5" } },
      },
    meanwhile: (state) => known(state.guests, 101).config["vmgenid"] = "11111111-2222-4333-8444-555555555555",
  },
  {
    tool: "proxmox_firewall_name_set",
    args: { what: "ipset", name: "trusted", remove: ["10.20.0.0/24"] },
    meanwhile: ({ firewall: { ipsets } }) => known(ipsets, "trusted").entries.push({ cidr: "10.9.0.0/16" }),
  },
  {
    tool: "proxmox_firewall_options_set",
    args: { enable: false },
    meanwhile: ({ firewall: { options } }) => options["policy_in"] = "ACCEPT",
  },
  {
    tool: "proxmox_user_set",
    args: { user: "bob@pve", groups: ["helpdesk"] },
    meanwhile: (state) => known(state.users, "bob@pve").groups.push("admins"),
  },
  {
    tool: "proxmox_group_set",
    args: { group: "helpdesk", comment: "On call" },
    meanwhile: (state) => known(state.groups, "helpdesk").comment = "Everybody",
  },
  {
    tool: "proxmox_role_set",
    args: { role: "PowerUser", add: ["VM.Allocate"] },
    meanwhile: (state) => known(state.roles, "PowerUser").privs.push("VM.Migrate"),
  },
  {
    tool: "proxmox_role_set",
    args: { role: "Everything", privileges: ["VM.Audit"] },
    // So many privileges that a line about them is cut; the last of all is another one.
    prepare: (state) => {
      const all = known(state.roles, "Administrator").privs.filter((one) => one !== "VM.Snapshot.Rollback");
      state.roles["Everything"] = { privs: all, special: false };
    },
    meanwhile: (state) => known(state.roles, "Everything").privs.push("VM.Snapshot.Rollback"),
  },
  {
    tool: "proxmox_acl_set",
    args: { path: "/vms", role: "PowerUser", user: "bob@pve" },
    meanwhile: (state) => known(state.roles, "PowerUser").privs.push("VM.Allocate"),
  },
  {
    tool: "proxmox_token_set",
    args: { token: "mcp@pve!old", privsep: false },
    meanwhile: (state) =>
      state.acl.push({ path: "/", type: "user", ugid: "mcp@pve", roleid: "Administrator", propagate: true }),
  },
  {
    tool: "proxmox_access_delete",
    args: { what: "user", name: "bob@pve" },
    meanwhile: (state) => known(state.users, "bob@pve").comment = "Somebody else",
  },
  {
    tool: "proxmox_ha_resource_remove",
    args: { vmid: 103 },
    prepare: (state) => Object.assign(known(state.guests, 103).config, { protection: 0, tags: "db" }),
    meanwhile: (state) => known(state.guests, 103).config["vmgenid"] = "11111111-2222-4333-8444-555555555555",
  },
  {
    tool: "proxmox_ha_rule_delete",
    args: { rule: "db-home" },
    prepare: (state) =>
      state.haRules["db-home"] = {
        rule: "db-home",
        type: "node-affinity",
        resources: "vm:103",
        nodes: "pve1",
      },
    meanwhile: (state) => known(state.haRules, "db-home")["nodes"] = "pve2",
  },
  {
    tool: "proxmox_pool_delete",
    args: { pool: "empty" },
    prepare: (state) => state.pools["empty"] = { comment: "Nothing", vms: [], storage: [] },
    meanwhile: (state) => known(state.pools, "empty").comment = "Not for long",
  },
];

/** Those whose question is about what they make or do, and about nothing that could change meanwhile. */
export const boundByArguments: readonly ConfirmedCall[] = [
  {
    tool: "proxmox_backup_job_create",
    args: { id: "weekly", schedule: "sat 01:00", storage: "nas", vmids: [101], keep: { last: 2 } },
    meanwhile: () => {},
  },
  {
    tool: "proxmox_node_service_control",
    args: { node: "pve1", service: "cron", action: "stop" },
    meanwhile: () => {},
  },
];
