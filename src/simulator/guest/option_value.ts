import { lookUp } from "../api/validate.ts";
import { splitList } from "../api/formats.ts";
import type { ParameterMap } from "../api/schema.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ConfigValue, GuestType } from "../cluster/guest.ts";
import { formatPropertyString, parsePropertyString, propertyParts } from "../cluster/property_string.ts";
import { LXC_OPTIONS } from "./options/lxc.ts";
import { QEMU_OPTIONS } from "./options/qemu.ts";

/** The options of a guest type's configuration. */
export function optionsOf(type: GuestType): ParameterMap {
  return type === "qemu" ? QEMU_OPTIONS : LXC_OPTIONS;
}

/** Whether a guest type's configuration has an option of that name. */
export function isOption(type: GuestType, key: string): boolean {
  return lookUp(optionsOf(type), key) !== undefined;
}

/**
 * Turns a given value into the one the configuration keeps: numbers for integers and booleans, a MAC address where
 * none was given, tags in order.
 *
 * Nothing at all, from JSON `null` or an empty text, is kept as a blank, as in Proxmox.
 */
export function configValue(cluster: Cluster, type: GuestType, key: string, given: unknown): ConfigValue {
  if (given === null || given === "") return " ";
  const kind = lookUp(optionsOf(type), key)?.type;
  if (kind === "integer") return Number(given);
  if (kind === "boolean") return given === true || given === "1" || given === 1 ? 1 : 0;
  const text = Array.isArray(given) ? given.join(";") : String(given);
  if (key === "tags") return sortedTags(text);
  if (/^net\d+$/.test(key)) return type === "qemu" ? machineNet(cluster, text) : containerNet(cluster, text);
  return text;
}

function sortedTags(text: string): string {
  return [...new Set(splitList(text).map((tag) => tag.toLowerCase()))].toSorted().join(";");
}

/** `virtio,bridge=vmbr0` becomes `virtio=BC:24:11:...,bridge=vmbr0`. */
function machineNet(cluster: Cluster, text: string): string {
  const parts = propertyParts(text);
  const named = Object.fromEntries(parts.map(({ key, value }) => [key ?? "model", value]));
  const model = named["model"] ?? parts.find(({ value }) => /^([0-9a-f]{2}:){5}/i.test(value))?.key ??
    "virtio";
  const mac = named["macaddr"] ?? named[model] ?? cluster.nextMac();
  const rest = parts.filter(({ key }) => key !== undefined && !["model", "macaddr", model].includes(key))
    .map(({ key, value }) => `${key}=${value}`).toSorted();
  return [`${model}=${mac}`, ...rest].join(",");
}

/** The name first, the rest by name. */
function containerNet(cluster: Cluster, text: string): string {
  const { name = "eth0", ...rest } = parsePropertyString(text, "name");
  const full: Record<string, string> = { hwaddr: cluster.nextMac(), type: "veth", ...rest };
  const sorted = Object.fromEntries(Object.entries(full).toSorted(([a], [b]) => a < b ? -1 : 1));
  return `name=${name},${formatPropertyString(sorted)}`;
}
