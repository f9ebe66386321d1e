import { createHash } from "node:crypto";
import type { Guest, GuestConfig } from "../cluster/guest.ts";
import { parsePropertyString } from "../cluster/property_string.ts";
import { deviceMac } from "./blank_system.ts";
import { userData } from "./cloud_init.ts";

/** The network part of a cloud-init drive in cloud-init's first format. */
export function networkData({ config }: Guest): string {
  const devices = Object.keys(config).filter((key) => /^net\d+$/.test(key)).toSorted();
  return ["version: 1", "config:", ...devices.flatMap((key) => device(config, key)), ...resolver(config), ""]
    .join("\n");
}

/** The part that tells cloud-init whether it has seen this configuration before. */
export function metaData(guest: Guest): string {
  const seen = createHash("sha1").update(userData(guest)).update(networkData(guest)).digest("hex");
  return `instance-id: ${seen}\n`;
}

function device(config: GuestConfig, key: string): string[] {
  const number = key.slice(3);
  const { ip, gw, ip6, gw6 } = parsePropertyString(String(config[`ipconfig${number}`] ?? ""), "ip");
  return [
    "    - type: physical",
    `      name: eth${number}`,
    `      mac_address: '${deviceMac(config, key)?.toLowerCase() ?? ""}'`,
    ...(ip === undefined && ip6 === undefined ? [] : ["      subnets:"]),
    ...subnet(ip, gw, "dhcp4"),
    ...subnet(ip6, gw6, ip6 === "auto" ? "ipv6_slaac" : "dhcp6"),
  ];
}

function subnet(address: string | undefined, gateway: string | undefined, automatic: string): string[] {
  if (address === undefined) return [];
  if (!address.includes("/")) return [`      - type: ${automatic}`];
  const [host = "", prefix = "24"] = address.split("/");
  const isSix = host.includes(":");
  return [
    `      - type: static${isSix ? "6" : ""}`,
    `        address: '${isSix ? address : host}'`,
    ...(isSix ? [] : [`        netmask: '${netmask(Number(prefix))}'`]),
    ...(gateway === undefined ? [] : [`        gateway: '${gateway}'`]),
  ];
}

function resolver(config: GuestConfig): string[] {
  const list = (key: string) => String(config[key] ?? "").split(/[\s,;]+/).filter((one) => one !== "");
  const section = (name: string, values: string[]) =>
    values.length === 0 ? [] : [`      ${name}:`, ...values.map((value) => `      - '${value}'`)];
  const [servers, domains] = [list("nameserver"), list("searchdomain")];
  if (servers.length + domains.length === 0) return [];
  return ["    - type: nameserver", ...section("address", servers), ...section("search", domains)];
}

function netmask(prefix: number): string {
  return [0, 8, 16, 24].map((at) => 256 - 2 ** (8 - Math.max(0, Math.min(8, prefix - at)))).join(".");
}
