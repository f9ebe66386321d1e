import type { Files } from "../linux/files/file_system.ts";

/** A value of a guest configuration as the API shows it: integers and booleans as numbers, the rest as text. */
export type ConfigValue = string | number;

/** One section of a guest's configuration file, in no particular order. */
export type GuestConfig = Record<string, ConfigValue>;

/** `qemu` is a virtual machine, `lxc` a container. */
export type GuestType = "qemu" | "lxc";

/** A snapshot section of the configuration file. */
export interface Snapshot {
  /** Name of the snapshot it grew from; absent for a root. */
  parent?: string;
  /** Seconds since the epoch. */
  snaptime: number;
  description: string;
  /** 1 when the memory was saved too; only virtual machines. */
  vmstate?: 0 | 1;
  /** The volume the memory was saved to. */
  stateVolume?: string;
  /** Left behind by a failed attempt: `prepare`, `delete` or `commit`. */
  snapstate?: string;
  /** The configuration at that time. */
  config: GuestConfig;
}

/** A change that waits for the next start: a new value, or a deletion (2 = forced). */
export type PendingChange = { readonly value: ConfigValue } | { readonly delete: 1 | 2 };

/** What a running guest has on top of its configuration. */
export interface GuestRuntime {
  pid: number;
  /** Seconds since the epoch. */
  startedAt: number;
  /** A suspended virtual machine keeps `status: running` and has `qmpstatus: paused`. */
  paused?: boolean;
  /** Resident memory in bytes. */
  mem: number;
  /** Share of the configured cores in use, 0 to 1. */
  cpu: number;
  /** The agent stopped answering after an argument it could not take; only a restart brings it back. */
  agentStuck?: boolean;
  /** Bytes a second, so that the counters grow with the uptime. */
  rates: { netin: number; netout: number; diskread: number; diskwrite: number };
}

/** The operating system inside a guest, as far as an assistant can notice it. */
export interface GuestSystem {
  hostname: string;
  /** `/etc/os-release` in the guest agent's words. */
  os: { id: string; name: string; "pretty-name": string; version?: string; "version-id": string };
  kernel: string;
  /** Whether the QEMU guest agent answers; needs `agent` in the configuration too. */
  agent: boolean;
  /** Addresses with prefix length, per network device number (`net0` is 0). */
  addresses: Record<number, string[]>;
  /** Used bytes of the root file system. */
  used: number;
  /** Seconds a clean shutdown takes; absent when the guest ignores the request. */
  shutdownSeconds?: number;
  /** What is stored on its disks; the rest of a Linux is put in when something runs there. */
  files: Files;
}

/** A virtual machine or container. */
export interface Guest {
  readonly vmid: number;
  readonly type: GuestType;
  /** The node that owns the configuration file; a migration changes it. */
  node: string;
  /** The `[current]` section, with `lock`, `template` and `parent` among its keys. */
  config: GuestConfig;
  /** The `[PENDING]` section. */
  pending: Record<string, PendingChange>;
  snapshots: Record<string, Snapshot>;
  /** The cloud-init options as they were last written to the drive; absent before the first time. */
  cloudInit?: GuestConfig;
  runtime?: GuestRuntime;
  system: GuestSystem;
}

/** The directory of the type's configuration files, as error messages name it. */
export function configDirectory(type: GuestType): string {
  return type === "qemu" ? "qemu-server" : "lxc";
}

/** `VM` or `CT`, as messages name a guest. */
export function guestWord(type: GuestType): string {
  return type === "qemu" ? "VM" : "CT";
}

/** The guest's name as lists show it; an unnamed one is called after its id. */
export function guestName(guest: Guest): string {
  if (guest.type === "lxc") return String(guest.config["hostname"] ?? `CT${guest.vmid}`);
  return String(guest.config["name"] ?? `VM ${guest.vmid}`);
}

/** Whether the guest is a template. */
export function isTemplate(guest: Guest): boolean {
  return guest.config["template"] === 1;
}
