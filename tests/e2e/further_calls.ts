import { seededVolid } from "../harness/seeded.ts";
import type { Stop } from "./tour.ts";

const backup = seededVolid("nas", /vzdump-lxc-100-/);

/** Calls of the tools that {@linkcode tour} leaves out, set by set, each possible where the one before has been made. */
const calls: readonly (readonly [tool: string, args: Stop["args"]])[] = [
  // provision
  ["template_list", {}],
  ["template_list", { node: "pve2", kind: "vztmpl" }],
  ["template_download", { template: "ubuntu-24.04", node: "pve1" }],
  ["vm_create", {
    name: "fresh",
    node: "pve1",
    vmid: 300,
    cores: 2,
    memory: 1024,
    disk: 8,
    storage: "local-lvm",
  }],
  ["ct_create", {
    ...{
      template: "debian 13",
      hostname: "cache",
      node: "pve1",
      vmid: 301,
      storage: "local-lvm",
      ip: "dhcp",
    },
    ssh_keys: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work",
  }],
  ["vm_deploy", { name: "web9", template: "debian-13-cloud", vmid: 302, cores: 2, user: "ann", wait: 30 }],
  ["guest_clone", { vmid: 115, newid: 303, name: "ci-two", full: true }],
  ["vm_configure", { vmid: 300, memory: 2048, add_disk: 4, storage: "local-lvm" }],
  ["vm_configure", { vmid: 300, description: 'It\'s "quoted", ünïcode,\nand two lines; $HOME `id`' }],
  ["vm_config", { vmid: 300 }],
  ["ct_configure", { vmid: 301, cores: 3, hostname: "cache-two" }],
  ["vm_cloudinit", { vmid: 302, nameserver: "10.20.0.1", ip: "dhcp" }],
  ["guest_resize_disk", { vmid: 300, disk: "scsi0", size: "+2G" }],
  ["guest_move_disk", { vmid: 300, disk: "scsi0", storage: "local" }],
  ["guest_migrate", { vmid: 301, target: "pve2" }],
  ["guest_to_template", { vmid: 303 }],
  // backup
  ["backup_list", {}],
  ["backup_create", { vmids: [301], storage: "nas", notes: "it's a note" }],
  ["backup_list", { vmid: 301 }],
  ["backup_restore", { volume: backup, vmid: 304, storage: "local-lvm" }],
  ["backup_delete", { volume: backup }],
  ["backup_job_list", {}],
  ["backup_job_create", {
    id: "weekly",
    schedule: "sat 03:00",
    vmids: [300, 301],
    storage: "nas",
    comment: "ünïcode",
  }],
  ["backup_job_update", { id: "weekly", enabled: false, vmids: [300] }],
  ["backup_job_run", { id: "weekly" }],
  ["backup_job_delete", { id: "weekly" }],
  ["volume_delete", { volume: "local:snippets/user-data.yaml", node: "pve1" }],
  ["guest_delete", { vmid: 304, purge: true }],
  // monitor
  ["metrics", { vmid: 101, timeframe: "day" }],
  ["metrics", { node: "pve1" }],
  ["node_services", { node: "pve1" }],
  ["node_service_control", { node: "pve2", service: "chrony", action: "restart" }],
  ["node_log", { node: "pve1", lines: 20 }],
  ["node_log", { node: "pve2", service: "sshd" }],
  ["node_updates", {}],
  ["node_updates_refresh", { node: "pve2" }],
  ["node_disks", {}],
  ["certificate_list", {}],
  ["replication_list", {}],
  ["event_watch", { vmid: 101, wait: 0 }],
  // network
  ["network_list", {}],
  ["network_set", { node: "pve1", iface: "vmbr9", type: "bridge", cidr: "10.9.0.1/24", comment: "it's new" }],
  ["network_list", { node: "pve1" }],
  ["network_revert", { node: "pve1" }],
  ["network_set", { node: "pve2", iface: "vmbr9", type: "bridge" }],
  ["network_apply", { node: "pve2" }],
  ["network_delete", { node: "pve2", iface: "vmbr9" }],
  ["sdn_zone_set", { zone: "lan", type: "simple" }],
  ["sdn_vnet_set", { vnet: "vnet1", zone: "lan", subnet: "10.8.0.0/24", gateway: "10.8.0.1" }],
  ["sdn_list", {}],
  ["sdn_apply", {}],
  ["sdn_delete", { what: "subnet", name: "10.8.0.0/24" }],
  ["sdn_delete", { what: "vnet", name: "vnet1" }],
  // firewall
  ["firewall_list", {}],
  ["firewall_list", { part: "macros" }],
  ["firewall_name_set", { what: "alias", name: "shop", cidr: "10.20.50.0/24", comment: "it's the shop" }],
  ["firewall_name_set", { what: "ipset", name: "shops", add: ["10.20.50.1"] }],
  ["firewall_rule_set", { vmid: 101, type: "in", action: "ACCEPT", macro: "Web", comment: "Customers" }],
  ["firewall_options_set", { vmid: 101, enable: true, policy_in: "DROP" }],
  ["firewall_list", { vmid: 101 }],
  ["firewall_delete", { what: "rule", vmid: 101, name: "0" }],
  // access
  ...["users", "groups", "roles", "acl", "tokens", "realms"].map((what) =>
    ["access_list", { what }] as const
  ),
  ["access_check", { user: "operator@pve", privilege: "VM.PowerMgmt", path: "/vms/101" }],
  ["user_set", { user: "carol@pve", comment: "it's Carol", email: "carol@example.org" }],
  ["group_set", { group: "crew", comment: "ünïcode" }],
  ["role_set", { role: "Keeper", privileges: ["VM.Audit", "VM.PowerMgmt"] }],
  ["acl_set", { path: "/vms/101", role: "Keeper", user: "carol@pve" }],
  ["token_set", { token: "carol@pve!laptop", comment: "hers" }],
  ["access_delete", { what: "token", name: "carol@pve!laptop" }],
  ["access_delete", { what: "user", name: "carol@pve" }],
  // ha
  ["ha_resource_set", { vmid: 120, max_restart: 2, comment: "it's kept" }],
  ["ha_rule_set", { rule: "near-disks", nodes: ["pve3", "pve2"], vmids: [120] }],
  ["ha_status", {}],
  ["ha_migrate", { vmid: 120, node: "pve2" }],
  ["ha_rule_delete", { rule: "near-disks" }],
  ["ha_resource_remove", { vmid: 120 }],
  // pool
  ["pool_create", { pool: "shop", comment: "it's the shop", vmids: [300] }],
  ["pool_update", { pool: "shop", vmids: [301], storages: ["nas"] }],
  ["pool_list", { pool: "shop" }],
  ["pool_list", {}],
  ["pool_update", { pool: "shop", remove_vmids: [300, 301], remove_storages: ["nas"] }],
  ["pool_delete", { pool: "shop" }],
];

/** Calls that Proxmox refuses, or what stands before it. */
const refused: typeof calls = [
  ["vm_status", { vmid: 998 }],
  ["vm_start", { vmid: 101, node: "pve9" }],
  ["guest_resize_disk", { vmid: 300, disk: "scsi7", size: "+1G" }],
  ["guest_clone", { vmid: 101, newid: 102 }],
  ["snapshot_create", { vmid: 101, name: "before-upgrade" }],
  ["storage_content", { storage: "nosuch" }],
  ["api_read", { path: "/nosuch" }],
  ["api_read", { path: "/nodes/pve1/qemu/998/config" }],
  ["api_call", { method: "PUT", path: "/nodes/pve1/lxc/100/config", parameters: { memory: "much" } }],
  ["api_call", { method: "POST", path: "/nodes/pve1/qemu/102/status/start", parameters: { nosuch: 1 } }],
  ["backup_job_update", { id: "nosuch", enabled: false }],
  ["pool_delete", { pool: "production" }],
  ["ha_migrate", { vmid: 120, node: "pve1" }],
  ["task_status", { upid: "UPID:pve1:00000001:00000001:00000001:qmstart:101:root@pam:" }],
];

/** Named in full, as the tour's. */
export const furtherCalls: readonly Stop[] = calls.map(stop);
export const refusedCalls: readonly Stop[] = refused.map(stop);

function stop([tool, args]: (typeof calls)[number]): Stop {
  return { tool: `proxmox_${tool}`, args };
}
