/** A member of the cluster. */
export interface ClusterNode {
  readonly name: string;
  /** The number corosync knows it by, from 1. */
  readonly nodeid: number;
  readonly ip: string;
  /** Seconds since the epoch. */
  bootedAt: number;
  cpu: { model: string; vendor: string; cores: number; sockets: number; mhz: string };
  /** How the firmware boots; UEFI when absent. */
  firmware?: "efi" | "legacy-bios";
  /** Share of all cores in use, 0 to 1. */
  load: number;
  /** Bytes. */
  memory: { total: number; used: number };
  swap: { total: number; used: number };
  rootfs: { total: number; used: number };
  /** Subscription letter, or empty. */
  level: string;
  timezone: string;
  dns: { search?: string; dns1?: string; dns2?: string; dns3?: string };
  hosts: string;
  /** `/nodes/{node}/config`: description, wakeonlan, ... */
  config: Record<string, string | number>;
  interfaces: NetworkInterface[];
  /** Interfaces as they will be after the pending changes are applied; absent when nothing is pending. */
  pendingInterfaces?: NetworkInterface[];
  services: Record<string, ServiceState>;
  disks: Disk[];
  updates: PackageUpdate[];
  /** Oldest first. */
  syslog: LogLine[];
}

/** A stanza of `/etc/network/interfaces`, in the words of `GET /nodes/{node}/network`. */
export interface NetworkInterface {
  iface: string;
  type: string;
  [option: string]: string | number | string[] | null;
}

/** A line of a node's system log. */
export interface LogLine {
  /** Seconds since the epoch. */
  readonly time: number;
  /** What follows the time stamp: host, unit, process and message. */
  readonly text: string;
}

/** A systemd unit the API may see. */
export interface ServiceState {
  desc: string;
  state: "running" | "dead" | "stopped" | "failed";
  "active-state": "active" | "inactive" | "failed";
  "unit-state": "enabled" | "disabled" | "masked" | "not-found" | "static";
}

/** A block device, in the words of `GET /nodes/{node}/disks/list`. */
export interface Disk {
  devpath: string;
  type: "hdd" | "ssd" | "nvme" | "usb" | "unknown";
  model: string;
  vendor: string;
  serial: string;
  wwn: string;
  /** Bytes. */
  size: number;
  rpm: number;
  health: string;
  /** Percent of life left, or "N/A". */
  wearout: number | string;
  used?: string;
  gpt: 0 | 1;
  mounted: 0 | 1;
}

/** A package for which `apt` knows a newer version. */
export interface PackageUpdate {
  Package: string;
  Title: string;
  Version: string;
  OldVersion: string;
  Origin: string;
  Section: string;
  Priority: string;
  Description: string;
}
