import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { NODE, VMID } from "../../api/schema.ts";
import type { Guest } from "../../cluster/guest.ts";
import { deviceAddresses, deviceMac } from "../../guest/blank_system.ts";
import { isRunningOn } from "../../guest/lookup.ts";
import { parsePropertyString } from "../../cluster/property_string.ts";

const PATH = { node: NODE, vmid: VMID } as const;

/** What only containers have: their addresses, and a suspend that fails. */
export const lxcOwnEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/lxc/{vmid}/interfaces",
    description: "Get IP addresses of the specified container interface.",
    permission: needs("/vms/{vmid}", "VM.Audit"),
    protected: true,
    parameters: PATH,
    handler: ({ cluster, node, params }) => {
      const guest = cluster.guest(params.vmid);
      if (guest === undefined || !isRunningOn(cluster, node, "lxc", params.vmid)) return null;
      return interfaces(guest);
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/lxc/{vmid}/status/suspend",
    description: "Suspend the container. This is experimental.",
    permission: needs("/vms/{vmid}", "VM.PowerMgmt"),
    protected: true,
    parameters: PATH,
    handler: ({ cluster, node, tasks, identity, params: { vmid } }) => {
      if (!isRunningOn(cluster, node, "lxc", vmid)) throw failure(`CT ${vmid} not running`);
      return tasks.start({
        ...{ node, identity, type: "vzsuspend", id: vmid },
        work: (worker) => {
          const program = `lxc-checkpoint: ${vmid}: ../src/lxc`;
          worker.log(
            `${program}/criu.c: criu_version_ok: 767 No such file or directory - execing criu failed, is it installed?`,
            `${program}/tools/lxc_checkpoint.c: checkpoint: 182 Checkpointing ${vmid} failed`,
          );
          throw failure(`command 'lxc-checkpoint -n ${vmid} -s -D /var/lib/vz/dump' failed: exit code 1`);
        },
      });
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/lxc/{vmid}/status/resume",
    description: "Resume the container.",
    permission: needs("/vms/{vmid}", "VM.PowerMgmt"),
    protected: true,
    parameters: PATH,
    handler: ({ cluster, node, tasks, identity, params: { vmid } }) => {
      if (isRunningOn(cluster, node, "lxc", vmid)) throw failure(`CT ${vmid} already running`);
      return tasks.start({
        ...{ node, identity, type: "vzresume", id: vmid },
        work: () => {
          throw failure(`command 'lxc-checkpoint -n ${vmid} -r -D /var/lib/vz/dump' failed: exit code 1`);
        },
      });
    },
  }),
];

function interfaces(guest: Guest): Record<string, unknown>[] {
  // Proxmox sets up the network only of systems it knows.
  const isUp = guest.config["ostype"] !== "unmanaged";
  const loopback = row("lo", "00:00:00:00:00:00", isUp ? ["127.0.0.1/8", "::1/128"] : []);
  const devices = Object.keys(guest.config).filter((key) => /^net\d+$/.test(key)).toSorted();
  return [
    loopback,
    ...devices.map((key) => {
      const { name = "eth0" } = parsePropertyString(String(guest.config[key]), "name");
      const mac = deviceMac(guest.config, key)?.toLowerCase() ?? "00:00:00:00:00:00";
      return row(name, mac, isUp ? [...deviceAddresses(guest, Number(key.slice(3))), linkLocal(mac)] : []);
    }),
  ];
}

/** `prefix` is text here, and the words for the families are the kernel's. */
function row(name: string, mac: string, addresses: readonly string[]): Record<string, unknown> {
  const four = addresses.find((address) => !address.includes(":"));
  const six = addresses.find((address) => address.includes(":"));
  return {
    name,
    hwaddr: mac,
    "hardware-address": mac,
    ...(four === undefined ? {} : { inet: four }),
    ...(six === undefined ? {} : { inet6: six }),
    "ip-addresses": addresses.map((text) => {
      const [address = "", prefix = ""] = text.split("/");
      return { "ip-address": address, "ip-address-type": address.includes(":") ? "inet6" : "inet", prefix };
    }),
  };
}

function linkLocal(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(":").map((octet) => parseInt(octet, 16));
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
  return `fe80::${hex(a ^ 2, b)}:${hex(c, 0xff)}:${hex(0xfe, d)}:${hex(e, f)}/64`;
}
