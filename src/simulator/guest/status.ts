import type { Cluster } from "../cluster/cluster.ts";
import { type Guest, guestName } from "../cluster/guest.ts";
import { parsePropertyString } from "../cluster/property_string.ts";
import { type Figures, figuresOf } from "./figures.ts";

/** A row of `GET /nodes/{node}/qemu`; `full` adds what only the monitor of a running one knows. */
export function qemuRow(cluster: Cluster, guest: Guest, full = false): Record<string, unknown> {
  const figures = figuresOf(cluster, guest);
  const { cpus, cpu, mem, maxmem, maxdisk, uptime, netin, netout, diskread, diskwrite } = figures;
  const { runtime } = guest;
  return {
    vmid: guest.vmid,
    name: guestName(guest),
    status: runtime === undefined ? "stopped" : "running",
    ...{ cpus, cpu, mem, maxmem, maxdisk, uptime, netin, netout, disk: 0 },
    ...(cluster.isNine ? { memhost: mem } : {}),
    ...optionalKeys(guest),
    ...(hasSerial(guest) ? { serial: 1 } : {}),
    ...(runtime === undefined ? {} : { pid: runtime.pid, diskread, diskwrite }),
    ...(runtime === undefined || !cluster.isNine ? {} : pressures(figures, (value) => value)),
    ...(full ? monitorKeys(cluster, guest, figures) : {}),
  };
}

/** The body of `GET /nodes/{node}/qemu/{vmid}/status/current`. */
export function qemuStatus(cluster: Cluster, guest: Guest): Record<string, unknown> {
  return {
    ...qemuRow(cluster, guest, true),
    ha: haStatus(cluster, guest),
    ...(isAgentEnabled(guest) ? { agent: 1 } : {}),
    ...(String(guest.config["vga"] ?? "").startsWith("qxl") ? { spice: 1 } : {}),
    ...(guest.config["vga"] === undefined ? {} : { clipboard: clipboardOf(String(guest.config["vga"])) }),
  };
}

function clipboardOf(vga: string): string | null {
  return parsePropertyString(vga, "type")["clipboard"] ?? null;
}

/** A row of `GET /nodes/{node}/lxc`. */
export function lxcRow(cluster: Cluster, guest: Guest): Record<string, unknown> {
  const figures = figuresOf(cluster, guest);
  const { runtime } = guest;
  return {
    vmid: guest.vmid,
    type: "lxc",
    name: guestName(guest),
    status: runtime === undefined ? "stopped" : "running",
    ...figures,
    swap: 0,
    ...optionalKeys(guest),
    ...(runtime === undefined ? {} : { pid: runtime.pid }),
    ...(runtime === undefined || !cluster.isNine ? {} : pressures(figures, (value) => value.toFixed(2))),
  };
}

/** The body of `GET /nodes/{node}/lxc/{vmid}/status/current`. */
export function lxcStatus(cluster: Cluster, guest: Guest): Record<string, unknown> {
  return { ...lxcRow(cluster, guest), ha: haStatus(cluster, guest) };
}

/** Whether the configuration enables the QEMU guest agent; that says nothing about whether it answers. */
export function isAgentEnabled(guest: Guest): boolean {
  const agent = parsePropertyString(String(guest.config["agent"] ?? "0"), "enabled")["enabled"];
  return agent === "1" || agent === "on" || agent === "yes" || agent === "true";
}

/** The id under which high availability knows a guest. */
export function serviceId(guest: Guest): string {
  return `${guest.type === "qemu" ? "vm" : "ct"}:${guest.vmid}`;
}

/** The `ha` object of a status. */
export function haStatus(cluster: Cluster, guest: Guest): Record<string, unknown> {
  const resource = cluster.state.haResources[serviceId(guest)];
  return resource === undefined ? { managed: 0 } : { managed: 1, state: resource.state };
}

function optionalKeys(guest: Guest): Record<string, unknown> {
  const { lock, tags, template } = guest.config;
  return {
    ...(lock === undefined ? {} : { lock }),
    ...(tags === undefined ? {} : { tags }),
    ...(template === 1 ? { template: 1 } : {}),
  };
}

function hasSerial(guest: Guest): boolean {
  return Object.keys(guest.config).some((key) => /^serial\d$/.test(key));
}

function pressures<T>(figures: Figures, write: (value: number) => T): Record<string, T> {
  const load = Math.round(figures.cpu * 100) / 100;
  return {
    pressurecpusome: write(load),
    pressurecpufull: write(Math.round(load * 40) / 100),
    pressureiosome: write(0),
    pressureiofull: write(0),
    pressurememorysome: write(0),
    pressurememoryfull: write(0),
  };
}

function monitorKeys(cluster: Cluster, guest: Guest, figures: Figures): Record<string, unknown> {
  const { runtime } = guest;
  if (runtime === undefined) return { qmpstatus: "stopped" };
  const devices = Object.keys(guest.config).filter((key) => /^net\d+$/.test(key));
  const share = Math.max(1, devices.length);
  const nics = Object.fromEntries(devices.map((key) => [
    `tap${guest.vmid}i${key.slice(3)}`,
    { netin: Math.round(figures.netin / share), netout: Math.round(figures.netout / share) },
  ]));
  return {
    qmpstatus: runtime.paused === true ? "paused" : "running",
    nics,
    "running-qemu": cluster.isNine ? "10.0.2" : "9.2.0",
    "running-machine": `pc-i440fx-${cluster.isNine ? "10.0" : "9.2"}+pve0`,
  };
}
