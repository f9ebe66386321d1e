import type { Guest, GuestConfig, GuestSystem } from "../cluster/guest.ts";
import { fileEntry } from "../linux/files/entry.ts";
import { parsePropertyString } from "../cluster/property_string.ts";

/** What a new guest has inside: nothing yet for a machine, the template's system for a container. */
export function blankSystem(hostname: string, ostype: string): GuestSystem {
  const name = ostype === "unmanaged" ? "Linux" : ostype.charAt(0).toUpperCase() + ostype.slice(1);
  return {
    hostname,
    os: { id: ostype, name, "pretty-name": name, version: "13", "version-id": "13" },
    kernel: "6.17.4-1-pve",
    agent: false,
    addresses: {},
    used: 540 * 1024 ** 2,
    shutdownSeconds: 3,
    files: { "/etc/hostname": fileEntry(`${hostname}\n`) },
  };
}

/** The addresses of a network device, with prefix length: from the configuration, else what the system was given. */
export function deviceAddresses(guest: Guest, number: number): string[] {
  const configured = guest.type === "lxc"
    ? parsePropertyString(String(guest.config[`net${number}`] ?? ""), "name")["ip"]
    : parsePropertyString(String(guest.config[`ipconfig${number}`] ?? ""), "ip")["ip"];
  if (configured !== undefined && /^[\d.]+\/\d+$/.test(configured)) return [configured];
  const known = guest.system.addresses[number];
  if (known !== undefined) return known;
  return configured === "dhcp" ? [`10.20.250.${1 + (guest.vmid % 250)}/24`] : [];
}

/** The hardware address of a network device, in upper case. */
export function deviceMac(config: GuestConfig, key: string): string | undefined {
  return /([0-9A-F]{2}:){5}[0-9A-F]{2}/i.exec(String(config[key] ?? ""))?.[0].toUpperCase();
}
