import type { ClusterNode, LogLine, NetworkInterface, ServiceState } from "../cluster/node.ts";

const GIB = 1024 ** 3;

/** What makes one node of a seed different from the next. */
export interface NodeOptions {
  readonly name: string;
  readonly nodeid: number;
  readonly ip: string;
  /** Seconds since the epoch. */
  readonly bootedAt: number;
  readonly cores: number;
  readonly memoryGiB: number;
  /** Shares in use, 0 to 1. */
  readonly load: number;
  readonly memoryLoad: number;
}

/** A node with the services, network, disks and logs an ordinary installation has. */
export function makeNode(options: NodeOptions): ClusterNode {
  const { name, nodeid, ip, bootedAt, cores, load } = options;
  const total = options.memoryGiB * GIB;
  return {
    ...{ name, nodeid, ip, bootedAt, load },
    cpu: {
      model: "AMD EPYC 7302P 16-Core Processor",
      vendor: "AuthenticAMD",
      cores,
      sockets: 1,
      mhz: "2994.373",
    },
    memory: { total, used: Math.round(total * options.memoryLoad) },
    swap: { total: 8 * GIB, used: 0 },
    rootfs: { total: 94 * GIB, used: 21 * GIB },
    level: "",
    timezone: "Europe/Berlin",
    dns: { search: "lan", dns1: "10.20.0.1", dns2: "9.9.9.9" },
    hosts: `127.0.0.1 localhost.localdomain localhost\n${ip} ${name}.lan ${name}\n`,
    config: {},
    interfaces: interfaces(ip),
    services: services(),
    disks: [
      {
        devpath: "/dev/nvme0n1",
        type: "nvme",
        model: "Samsung SSD 980 PRO 1TB",
        vendor: "unknown",
        serial: `S5GXNX0T${100 + nodeid}`,
        wwn: "eui.002538b111a0c1d2",
        size: 1000204886016,
        rpm: 0,
        health: "PASSED",
        wearout: 97 - nodeid,
        used: "BIOS boot",
        gpt: 1,
        mounted: 1,
      },
      {
        devpath: "/dev/sda",
        type: "hdd",
        model: "WDC_WD80EFZZ",
        vendor: "ATA",
        serial: `WD-RD1${100 + nodeid}`,
        wwn: "0x50014ee2c1a0b3d4",
        size: 8001563222016,
        rpm: 5640,
        health: nodeid === 3 ? "FAILED" : "PASSED",
        wearout: "N/A",
        used: "ZFS",
        gpt: 1,
        mounted: 1,
      },
    ],
    updates: [
      {
        Package: "pve-manager",
        Title: "Proxmox Virtual Environment Management Tools",
        Version: "9.2.12",
        OldVersion: "9.2.11",
        Origin: "Proxmox",
        Section: "admin",
        Priority: "optional",
        Description: "This package contains the Proxmox Virtual Environment management tools.",
      },
      {
        Package: "openssl",
        Title: "Secure Sockets Layer toolkit - cryptographic utility",
        Version: "3.5.4-1~deb13u2",
        OldVersion: "3.5.4-1~deb13u1",
        Origin: "Debian",
        Section: "utils",
        Priority: "optional",
        Description:
          "This package is part of the OpenSSL project's implementation of the SSL and TLS protocols.",
      },
    ],
    syslog: syslog(name, bootedAt),
  };
}

function interfaces(ip: string): NetworkInterface[] {
  return [
    {
      iface: "lo",
      type: "loopback",
      method: "loopback",
      method6: "manual",
      families: ["inet"],
      active: 1,
      autostart: 1,
      priority: 1,
    },
    {
      iface: "eno1",
      type: "eth",
      method: "manual",
      method6: "manual",
      families: ["inet"],
      active: 1,
      exists: 1,
      priority: 3,
    },
    {
      iface: "vmbr0",
      type: "bridge",
      method: "static",
      method6: "manual",
      families: ["inet"],
      address: ip,
      netmask: "24",
      cidr: `${ip}/24`,
      gateway: ip.replace(/\d+$/, "1"),
      bridge_ports: "eno1",
      bridge_stp: "off",
      bridge_fd: "0",
      bridge_vlan_aware: 1,
      bridge_vids: "2-4094",
      active: 1,
      autostart: 1,
      priority: 4,
      comments: "uplink\n",
    },
  ];
}

const RUNNING = {
  chrony: "chrony, an NTP client/server",
  corosync: "Corosync Cluster Engine",
  cron: "Regular background program processing daemon",
  ksmtuned: "Kernel Samepage Merging (KSM) Tuning Daemon",
  lxcfs: "FUSE filesystem for LXC",
  postfix: "Postfix Mail Transport Agent",
  "pve-cluster": "The Proxmox VE cluster filesystem",
  "pve-firewall": "Proxmox VE firewall",
  "pve-ha-crm": "PVE Cluster HA Resource Manager Daemon",
  "pve-ha-lrm": "PVE Local HA Resource Manager Daemon",
  "pve-lxc-syscalld": "Proxmox VE LXC Syscall Daemon",
  pvedaemon: "PVE API Daemon",
  "pvefw-logger": "Proxmox VE firewall logger",
  pveproxy: "PVE API Proxy Server",
  pvescheduler: "Proxmox VE scheduler",
  pvestatd: "PVE Status Daemon",
  qmeventd: "PVE Qemu Event Daemon",
  spiceproxy: "PVE SPICE Proxy Server",
  sshd: "OpenBSD Secure Shell server",
  "systemd-journald": "Journal Service",
} as const;

function services(): Record<string, ServiceState> {
  const running = Object.entries(RUNNING).map(([name, desc]) =>
    [name, { desc, state: "running", "active-state": "active", "unit-state": "enabled" }] as const
  );
  const absent = ["proxmox-firewall", "syslog", "systemd-timesyncd"].map((name) =>
    [
      name,
      { desc: `${name}.service`, state: "dead", "active-state": "inactive", "unit-state": "not-found" },
    ] as const
  );
  return Object.fromEntries([...running, ...absent]);
}

function syslog(name: string, bootedAt: number): LogLine[] {
  const lines: readonly (readonly [number, string])[] = [
    [0, "systemd[1]: Starting pve-cluster.service - The Proxmox VE cluster filesystem..."],
    [1, "pmxcfs[982]: [dcdb] notice: members: 1/982"],
    [2, "systemd[1]: Started pve-cluster.service - The Proxmox VE cluster filesystem."],
    [4, "corosync[1103]:   [QUORUM] This node is within the primary component."],
    [9, "pvestatd[1180]: starting server"],
    [11, "pveproxy[1301]: starting 3 worker(s)"],
    [600, "smartd[770]: Device: /dev/sda [SAT], 2 Currently unreadable (pending) sectors"],
  ];
  return lines.map(([offset, text]) => ({ time: bootedAt + offset, text: `${name} ${text}` }));
}
