import type { Stop } from "../../e2e/tour.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work";
const iso = "nas:iso/debian-13.1.0-amd64-netinst.iso";

/** Calls of every tool of the toolset provision with as many of their arguments as go together, each to succeed on a fresh lab. */
export const provisionCalls: readonly Stop[] = [
  {
    tool: "proxmox_vm_create",
    args: {
      ...{
        name: "win",
        vmid: 300,
        node: "pve1",
        cores: 4,
        memory: 4096,
        disk: 40,
        storage: "local-lvm",
        iso,
      },
      ...{ ostype: "win11", bridge: "vmbr0", vlan: 5, pool: "development", tags: ["dev"], description: "x" },
      ...{ onboot: true, start: true },
    },
  },
  {
    tool: "proxmox_ct_create",
    args: {
      ...{
        template: "ubuntu 24",
        hostname: "u1",
        vmid: 301,
        node: "pve1",
        cores: 1,
        memory: 512,
        swap: 0,
        disk: 4,
      },
      ...{
        storage: "local-lvm",
        bridge: "vmbr0",
        vlan: 5,
        ip: "10.0.0.5/24",
        gateway: "10.0.0.1",
        ip6: "auto",
      },
      ...{ nameserver: "10.0.0.1", searchdomain: "lan", ssh_keys: key, password: "secret-enough" },
      ...{
        features: ["nesting"],
        pool: "development",
        tags: ["dev"],
        description: "x",
        onboot: true,
        start: true,
        wait: 60,
      },
    },
  },
  {
    tool: "proxmox_guest_clone",
    args: {
      vmid: 102,
      newid: 302,
      name: "copy",
      full: true,
      storage: "nas",
      pool: "development",
      description: "x",
    },
  },
  { tool: "proxmox_guest_clone", args: { vmid: 9000, newid: 303, name: "far", target: "pve2", start: true } },
  { tool: "proxmox_guest_clone", args: { vmid: 115, newid: 304, name: "ct-copy", storage: "local-lvm" } },
  {
    tool: "proxmox_vm_configure",
    args: {
      ...{
        vmid: 302,
        name: "copy2",
        cores: 2,
        sockets: 2,
        cpu: "host",
        memory: 2048,
        balloon: 1024,
        onboot: true,
      },
      ...{
        agent: true,
        boot: ["scsi0", "net0"],
        tags: ["a"],
        description: "y",
        iso,
        net: 1,
        bridge: "vmbr0",
      },
      ...{ vlan: 9, model: "e1000", firewall: true, connected: false, add_disk: 2, storage: "nas" },
    },
  },
  { tool: "proxmox_vm_configure", args: { vmid: 302, remove: ["scsi1", "net1"] } },
  { tool: "proxmox_vm_configure", args: { vmid: 302, remove: ["unused0"] } },
  { tool: "proxmox_vm_configure", args: { vmid: 303, protection: true } },
  {
    tool: "proxmox_ct_configure",
    args: {
      ...{
        vmid: 304,
        hostname: "ct2",
        cores: 2,
        memory: 256,
        swap: 0,
        onboot: true,
        features: ["nesting"],
        tags: ["a"],
      },
      ...{
        description: "y",
        nameserver: "10.0.0.1",
        searchdomain: "lan",
        net: 1,
        bridge: "vmbr0",
        vlan: 9,
        ip: "dhcp",
      },
      ...{ ip6: "auto", firewall: true, connected: true, add_disk: 1, path: "/srv", storage: "local-lvm" },
    },
  },
  {
    tool: "proxmox_ct_configure",
    args: { vmid: 304, net: 1, ip: "10.0.0.9/24", gateway: "10.0.0.1", remove: ["mp0"] },
  },
  {
    tool: "proxmox_vm_cloudinit",
    args: {
      ...{
        vmid: 302,
        user: "ann",
        password: "secret-enough",
        ssh_keys: key,
        ip: "10.0.0.6/24",
        gateway: "10.0.0.1",
      },
      ...{ ip6: "auto", nameserver: "10.0.0.1", searchdomain: "lan", upgrade: false },
    },
  },
  { tool: "proxmox_guest_resize_disk", args: { vmid: 302, disk: "scsi0", size: "+1G" } },
  { tool: "proxmox_guest_resize_disk", args: { vmid: 304, disk: "rootfs", size: "+1G" } },
  { tool: "proxmox_guest_move_disk", args: { vmid: 302, disk: "scsi0", storage: "local-lvm", delete: true } },
  { tool: "proxmox_guest_move_disk", args: { vmid: 304, disk: "rootfs", storage: "tank" } },
  { tool: "proxmox_guest_migrate", args: { vmid: 101, target: "pve2", storage: "local-lvm" } },
  { tool: "proxmox_guest_migrate", args: { vmid: 100, target: "pve3", storage: "local-lvm" } },
  { tool: "proxmox_guest_to_template", args: { vmid: 302 } },
  { tool: "proxmox_guest_to_template", args: { vmid: 304 } },
  { tool: "proxmox_guest_delete", args: { vmid: 304, purge: true } },
  { tool: "proxmox_template_list", args: { name: "debian", kind: "vztmpl", node: "pve1" } },
  {
    tool: "proxmox_template_download",
    args: { template: "ubuntu 24", storage: "local", node: "pve2", wait: 60 },
  },
  {
    tool: "proxmox_template_download",
    args: {
      url: "https://images.example.org/a.iso",
      checksum: "ab".repeat(32),
      storage: "nas",
      node: "pve1",
    },
  },
  {
    tool: "proxmox_vm_deploy",
    args: {
      ...{
        name: "web3",
        template: "9000",
        vmid: 310,
        cores: 4,
        memory: 4096,
        disk: 20,
        storage: "local-lvm",
      },
      ...{
        bridge: "vmbr0",
        vlan: 9,
        user: "ann",
        password: "secret-enough",
        ssh_keys: key,
        ip: "10.0.0.7/24",
      },
      ...{
        gateway: "10.0.0.1",
        ip6: "auto",
        nameserver: "10.0.0.1",
        searchdomain: "lan",
        pool: "development",
      },
      ...{ tags: ["dev"], description: "x", onboot: true },
    },
  },
  {
    tool: "proxmox_vm_deploy",
    args: {
      ...{
        name: "web4",
        image: "https://images.example.org/cloud.img",
        checksum: "ab".repeat(64),
        vmid: 311,
      },
      ...{ node: "pve1", storage: "local-lvm", disk: 10, user: "ann", ssh_keys: key, wait: 2 },
    },
  },
  { tool: "proxmox_volume_delete", args: { volume: "nas:iso/a.iso", node: "pve1" } },
];
