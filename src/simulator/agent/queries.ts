import type { Cluster } from "../cluster/cluster.ts";
import type { Guest } from "../cluster/guest.ts";
import { deviceAddresses, deviceMac } from "../guest/blank_system.ts";
import { bootDisk } from "../guest/disks.ts";
import { figuresOf } from "../guest/figures.ts";

/** A question the agent answers without arguments. */
export type AgentQuery = (guest: Guest, cluster: Cluster) => unknown;

const NO_TRAFFIC = {
  ...{ "rx-bytes": 0, "rx-packets": 0, "rx-errs": 0, "rx-dropped": 0 },
  ...{ "tx-bytes": 0, "tx-packets": 0, "tx-errs": 0, "tx-dropped": 0 },
};

/** The questions that are asked with GET. */
export const QUERIES: Readonly<Record<string, AgentQuery>> = {
  "info": () => ({
    version: "10.0.2",
    supported_commands: SUPPORTED.map((name) => ({ name, enabled: true, "success-response": true })),
  }),
  "get-osinfo": ({ system }) => ({
    ...system.os,
    "kernel-release": system.kernel,
    "kernel-version": "#1 SMP PREEMPT_DYNAMIC",
    machine: "x86_64",
  }),
  "get-host-name": ({ system }) => ({ "host-name": system.hostname }),
  "get-time": () => Date.now() * 1_000_000,
  "get-timezone": () => ({ zone: "UTC", offset: 0 }),
  "get-users": () => [],
  "get-vcpus": (guest, cluster) =>
    Array.from({ length: figuresOf(cluster, guest).cpus }, (_, index) => ({
      "logical-id": index,
      online: true,
      "can-offline": index > 0,
    })),
  "get-memory-blocks": () =>
    [0, 1].map((index) => ({ "phys-index": index, online: true, "can-offline": true })),
  "get-memory-block-info": () => ({ size: 134217728 }),
  "get-fsinfo": fileSystems,
  "network-get-interfaces": interfaces,
};

/** The orders that are given with POST; freezing is remembered nowhere, so the state is always thawed. */
export const ORDERS: Readonly<Record<string, AgentQuery>> = {
  "ping": () => ({}),
  "fsfreeze-freeze": () => 1,
  "fsfreeze-thaw": () => 1,
  "fsfreeze-status": () => "thawed",
  "fstrim": () => ({ paths: [] }),
  "shutdown": () => ({}),
  "suspend-disk": () => ({}),
  "suspend-hybrid": () => ({}),
  "suspend-ram": () => ({}),
};

const SUPPORTED = [
  "guest-ping",
  "guest-info",
  "guest-exec",
  "guest-exec-status",
  "guest-file-open",
  "guest-file-read",
  "guest-file-write",
  "guest-file-close",
  "guest-get-osinfo",
  "guest-get-host-name",
  "guest-get-fsinfo",
  "guest-network-get-interfaces",
  "guest-fsfreeze-freeze",
  "guest-fsfreeze-thaw",
  "guest-fstrim",
  "guest-set-user-password",
  "guest-shutdown",
];

function interfaces(guest: Guest, cluster: Cluster): Record<string, unknown>[] {
  const { netin, netout } = figuresOf(cluster, guest);
  const loopback = {
    name: "lo",
    "hardware-address": "00:00:00:00:00:00",
    "ip-addresses": [
      { "ip-address": "127.0.0.1", "ip-address-type": "ipv4", prefix: 8 },
      { "ip-address": "::1", "ip-address-type": "ipv6", prefix: 128 },
    ],
    statistics: NO_TRAFFIC,
  };
  const devices = Object.keys(guest.config).filter((key) => /^net\d+$/.test(key)).toSorted();
  return [
    loopback,
    ...devices.map((key, index) => ({
      name: `eth${index}`,
      "hardware-address": deviceMac(guest.config, key)?.toLowerCase() ?? "",
      "ip-addresses": deviceAddresses(guest, Number(key.slice(3))).map(splitAddress),
      statistics: {
        ...NO_TRAFFIC,
        ...{ "rx-bytes": netin, "rx-packets": Math.round(netin / 700) },
        ...{ "tx-bytes": netout, "tx-packets": Math.round(netout / 700) },
      },
    })),
  ];
}

function splitAddress(text: string): Record<string, unknown> {
  const [address = "", prefix = "24"] = text.split("/");
  return {
    "ip-address": address,
    "ip-address-type": address.includes(":") ? "ipv6" : "ipv4",
    prefix: Number(prefix),
  };
}

function fileSystems(guest: Guest): Record<string, unknown>[] {
  const total = bootDisk(guest)?.size ?? 0;
  return [{
    name: "sda1",
    mountpoint: "/",
    type: "ext4",
    "total-bytes": total,
    "used-bytes": guest.system.used,
    disk: [{
      "bus-type": "scsi",
      bus: 0,
      target: 0,
      unit: 0,
      dev: "/dev/sda1",
      serial: "0QEMU_QEMU_HARDDISK_drive-scsi0",
    }],
  }];
}
