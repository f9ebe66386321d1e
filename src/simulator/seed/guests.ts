import { createHash } from "node:crypto";
import { fileEntry } from "../linux/files/entry.ts";
import type { Guest, GuestConfig, GuestRuntime, GuestSystem } from "../cluster/guest.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Operating systems of the seeds' guests. */
const SYSTEMS = {
  debian: [
    "debian",
    "Debian GNU/Linux",
    "Debian GNU/Linux 13 (trixie)",
    "13 (trixie)",
    "13",
    "6.12.48+deb13-amd64",
  ],
  ubuntu: [
    "ubuntu",
    "Ubuntu",
    "Ubuntu 24.04.3 LTS",
    "24.04.3 LTS (Noble Numbat)",
    "24.04",
    "6.8.0-85-generic",
  ],
  alpine: ["alpine", "Alpine Linux", "Alpine Linux v3.22", "3.22.1", "3.22.1", "6.17.4-1-pve"],
  windows: ["mswindows", "Microsoft Windows", "Windows 11 Pro", "Windows 11", "11", "26100"],
} as const;

/** What makes one guest of a seed different from the next. */
export interface GuestOptions {
  readonly vmid: number;
  readonly name: string;
  readonly node: string;
  /** Without it the guest is stopped. Seconds since the epoch. */
  readonly startedAt?: number;
  readonly cores: number;
  readonly memoryMiB: number;
  /** Volume of the boot disk or root file system, with its size in GiB. */
  readonly disk: string;
  readonly diskGiB: number;
  readonly tags?: string;
  /** Address with prefix length. */
  readonly address?: string;
  readonly system?: keyof typeof SYSTEMS;
  /** Whether the agent is configured and answers. */
  readonly agent?: boolean;
  /** Share of the memory and of the cores in use, 0 to 1. */
  readonly memoryLoad?: number;
  readonly load?: number;
  /** Further configuration keys. */
  readonly config?: GuestConfig;
  /** Absent means ten seconds; `null` a guest that ignores the request. */
  readonly shutdownSeconds?: number | null;
}

/** A virtual machine of a seed. */
export function makeMachine(options: GuestOptions): Guest {
  const { vmid, name, cores, memoryMiB, disk, diskGiB, tags, agent = false } = options;
  const config: GuestConfig = {
    name,
    cores,
    sockets: 1,
    memory: String(memoryMiB),
    cpu: "x86-64-v2-AES",
    ostype: options.system === "windows" ? "win11" : "l26",
    scsihw: "virtio-scsi-single",
    scsi0: `${disk},iothread=1,size=${diskGiB}G`,
    net0: `virtio=${stableMac(vmid)},bridge=vmbr0,firewall=1`,
    boot: "order=scsi0;net0",
    smbios1: `uuid=${stableUuid(`smbios ${vmid}`)}`,
    vmgenid: stableUuid(`vmgenid ${vmid}`),
    meta: "creation-qemu=10.0.2,ctime=1760000000",
    ...(agent ? { agent: "enabled=1" } : {}),
    ...(tags === undefined ? {} : { tags }),
    ...options.config,
  };
  return makeGuest("qemu", options, config);
}

/** A container of a seed. */
export function makeContainer(options: GuestOptions): Guest {
  const { vmid, name, cores, memoryMiB, disk, diskGiB, tags, address } = options;
  const net = {
    name: "eth0",
    bridge: "vmbr0",
    firewall: "1",
    hwaddr: stableMac(vmid),
    ip: address ?? "dhcp",
    type: "veth",
  };
  const config: GuestConfig = {
    hostname: name,
    arch: "amd64",
    cores,
    memory: memoryMiB,
    swap: 512,
    ostype: options.system ?? "debian",
    rootfs: `${disk},size=${diskGiB}G`,
    net0: Object.entries(net).map(([key, value]) => `${key}=${value}`).join(","),
    unprivileged: 1,
    features: "nesting=1",
    ...(tags === undefined ? {} : { tags }),
    ...options.config,
  };
  return makeGuest("lxc", options, config);
}

function makeGuest(type: Guest["type"], options: GuestOptions, config: GuestConfig): Guest {
  const { vmid, node, startedAt } = options;
  const guest: Guest = { vmid, type, node, config, pending: {}, snapshots: {}, system: makeSystem(options) };
  if (startedAt !== undefined) guest.runtime = makeRuntime(options, startedAt);
  return guest;
}

function makeRuntime(options: GuestOptions, startedAt: number): GuestRuntime {
  const { vmid, memoryMiB, memoryLoad = 0.45, load = 0.04 } = options;
  return {
    pid: 2000 + vmid * 7,
    startedAt,
    mem: Math.round((memoryMiB * MIB * memoryLoad) / 4096) * 4096,
    cpu: load,
    rates: {
      netin: 400 + (vmid % 9) * 310,
      netout: 250 + (vmid % 7) * 290,
      diskread: 900 + (vmid % 5) * 700,
      diskwrite: 1500 + (vmid % 11) * 800,
    },
  };
}

function makeSystem(options: GuestOptions): GuestSystem {
  const { name, address, diskGiB, agent = false, shutdownSeconds = 10 } = options;
  const [id, osName, pretty, version, versionId, kernel] = SYSTEMS[options.system ?? "debian"];
  const release = `PRETTY_NAME="${pretty}"\nNAME="${osName}"\nVERSION_ID="${versionId}"\nID=${id}\n`;
  return {
    hostname: name,
    os: { id, name: osName, "pretty-name": pretty, version, "version-id": versionId },
    kernel,
    agent,
    addresses: address === undefined ? {} : { 0: [address] },
    used: Math.round(diskGiB * GIB * 0.31),
    ...(shutdownSeconds === null ? {} : { shutdownSeconds }),
    files: Object.fromEntries(
      Object.entries({ "/etc/hostname": `${name}\n`, "/etc/os-release": release }).map(([path, content]) => [
        path,
        fileEntry(content),
      ]),
    ),
  };
}

/** A MAC address that is the same in every run. */
export function stableMac(vmid: number): string {
  const octets = createHash("sha1").update(`mac ${vmid}`).digest("hex").toUpperCase().match(/../g) ?? [];
  return ["BC", "24", "11", ...octets.slice(0, 3)].join(":");
}

/** A UUID that is the same in every run. */
export function stableUuid(name: string): string {
  const hex = createHash("sha1").update(name).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
    .join("-");
}
