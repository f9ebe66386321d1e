import type { Cluster } from "../cluster/cluster.ts";
import type { Guest } from "../cluster/guest.ts";
import { parsePropertyString } from "../cluster/property_string.ts";
import { bootDiskSize } from "./disks.ts";

const MIB = 1024 ** 2;

/** The numbers every list and status of a guest is made of. */
export interface Figures {
  readonly cpus: number;
  /** 0 to 1. */
  readonly cpu: number;
  /** Bytes. */
  readonly mem: number;
  readonly maxmem: number;
  readonly disk: number;
  readonly maxdisk: number;
  readonly maxswap: number;
  /** Seconds. */
  readonly uptime: number;
  /** Bytes since the start. */
  readonly netin: number;
  readonly netout: number;
  readonly diskread: number;
  readonly diskwrite: number;
}

/** How many cores a guest may use. */
export function guestCores(cluster: Cluster, guest: Guest): number {
  const { cores, sockets, vcpus } = guest.config;
  if (guest.type === "lxc") return Number(cores ?? cluster.node(guest.node)?.cpu.cores ?? 1);
  return Number(vcpus ?? Number(cores ?? 1) * Number(sockets ?? 1));
}

/** Configured memory in bytes. */
export function guestMemory(guest: Guest): number {
  const { memory } = guest.config;
  if (memory === undefined) return 512 * MIB;
  const amount = parsePropertyString(String(memory), "current")["current"] ?? "0";
  return (Number(amount) || 0) * MIB;
}

/** Computes the numbers of a guest as of now. */
export function figuresOf(cluster: Cluster, guest: Guest): Figures {
  const { runtime } = guest;
  const uptime = runtime === undefined ? 0 : Math.max(0, cluster.clock.now() - runtime.startedAt);
  const grown = (rate: number | undefined) => Math.round((rate ?? 0) * uptime);
  const swap = guest.type === "lxc" ? Number(guest.config["swap"] ?? 512) : 0;
  return {
    cpus: guestCores(cluster, guest),
    cpu: runtime?.cpu ?? 0,
    mem: runtime?.mem ?? 0,
    maxmem: guestMemory(guest),
    disk: guest.type === "lxc" && runtime !== undefined ? guest.system.used : 0,
    maxdisk: bootDiskSize(guest),
    maxswap: swap * MIB,
    uptime,
    netin: grown(runtime?.rates.netin),
    netout: grown(runtime?.rates.netout),
    diskread: grown(runtime?.rates.diskread),
    diskwrite: grown(runtime?.rates.diskwrite),
  };
}
