import { type AnyEndpoint, ANYONE, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { DIGEST, integer, NODE, optional, optionals, text } from "../../api/schema.ts";
import { sha1 } from "../../cluster/digest.ts";
import { requireNode } from "../../resources/require_node.ts";

const AUDIT = needs("/nodes/{node}", "Sys.Audit");
const MODIFY = needs("/nodes/{node}", "Sys.Modify");

/** Time, name servers, hosts file and notes of a node. */
export const nodeSettingsEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/time",
    description: "Read server time and time zone settings.",
    permission: AUDIT,
    parameters: { node: NODE },
    handler: ({ cluster, node }) => {
      const { timezone } = requireNode(cluster, node);
      const time = cluster.clock.now();
      return { time, localtime: time + offsetOf(timezone, time), timezone };
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/time",
    description: "Set time zone.",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE, timezone: text() },
    handler: ({ cluster, node, params }) => {
      requireNode(cluster, node).timezone = params.timezone;
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/dns",
    description: "Read DNS settings.",
    permission: AUDIT,
    parameters: { node: NODE },
    handler: ({ cluster, node }) => requireNode(cluster, node).dns,
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/dns",
    description: "Write DNS settings.",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE, search: text(), ...optionals(() => text({ format: "ip" }), "dns1 dns2 dns3") },
    handler: ({ cluster, node, given }) => {
      const keys = ["search", "dns1", "dns2", "dns3"].filter((key) => given[key] !== undefined);
      requireNode(cluster, node).dns = Object.fromEntries(keys.map((key) => [key, String(given[key])]));
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/hosts",
    description: "Get the content of /etc/hosts.",
    permission: needs("/", "Sys.Audit"),
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) => {
      const { hosts } = requireNode(cluster, node);
      return { data: hosts, digest: sha1(hosts) };
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/hosts",
    description: "Write /etc/hosts.",
    permission: MODIFY,
    protected: true,
    parameters: { node: NODE, data: text(), digest: DIGEST },
    handler: ({ cluster, node: name, params }) => {
      const node = requireNode(cluster, name);
      if (params.digest !== undefined && params.digest !== sha1(node.hosts)) {
        throw failure("detected modified configuration - file changed by other user? Try again.");
      }
      node.hosts = params.data;
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/config",
    description: "Get node configuration options.",
    permission: needs("/", "Sys.Audit"),
    parameters: { node: NODE, property: optional(text()) },
    handler: ({ cluster, node }) => requireNode(cluster, node).config,
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/config",
    description: "Set node configuration options.",
    permission: needs("/", "Sys.Modify"),
    protected: true,
    parameters: {
      node: NODE,
      ...optionals(() => text(), "acme description wakeonlan delete"),
      location: optional(text({ since: "9" })),
      "startall-onboot-delay": optional(integer({ minimum: 0, maximum: 300 })),
      digest: DIGEST,
    },
    handler: ({ cluster, node, given }) => {
      const { config } = requireNode(cluster, node);
      for (const key of splitList(String(given["delete"] ?? ""))) delete config[key];
      for (const [key, value] of Object.entries(given)) {
        if (!["node", "delete", "digest"].includes(key)) config[key] = String(value);
      }
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/subscription",
    description: "Read subscription info.",
    permission: ANYONE,
    parameters: { node: NODE },
    handler: ({ node }) => ({
      status: "notfound",
      message: "There is no subscription key",
      serverid: sha1(node).slice(0, 32).toUpperCase(),
      url: "https://www.proxmox.com/en/proxmox-virtual-environment/pricing",
    }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/certificates/info",
    description: "Get information about node's certificates.",
    permission: ANYONE,
    parameters: { node: NODE },
    handler: ({ cluster, node }) =>
      (cluster.certificates.get(node) ?? []).toReversed().map((certificate) => ({
        ...certificate,
        "public-key-type": "id-ecPublicKey",
        "public-key-bits": 256,
      })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/netstat",
    description: "Read tap/vm network device interface counters",
    permission: AUDIT,
    parameters: { node: NODE },
    handler: ({ cluster, node }) =>
      cluster.guestsOn(node).filter((guest) => guest.runtime !== undefined).map((guest) => {
        const seconds = cluster.clock.now() - (guest.runtime?.startedAt ?? 0);
        const { netin = 0, netout = 0 } = guest.runtime?.rates ?? {};
        const count = (rate: number) => String(Math.round(rate * seconds));
        return { vmid: String(guest.vmid), dev: "net0", in: count(netin), out: count(netout) };
      }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/hardware/pci",
    description: "List local PCI devices.",
    permission: { check: ["perm", "/", ["Sys.Audit", "Sys.Modify"], "any", 1] },
    protected: true,
    parameters: { node: NODE, ...optionals(() => text(), "pci-class-blacklist verbose") },
    handler: () => [{
      id: "0000:01:00.0",
      class: "0x020000",
      vendor: "0x8086",
      device: "0x1521",
      vendor_name: "Intel Corporation",
      device_name: "I350 Gigabit Network Connection",
      subsystem_vendor: "0x8086",
      subsystem_device: "0x0001",
      subsystem_vendor_name: "Intel Corporation",
      iommugroup: 14,
    }],
  }),
];

/** Seconds a time zone is ahead of UTC at a moment. */
function offsetOf(timezone: string, seconds: number): number {
  const date = new Date(seconds * 1000);
  const at = (zone: string) => new Date(date.toLocaleString("en-US", { timeZone: zone })).getTime();
  return Math.round((at(timezone) - at("UTC")) / 1000);
}
