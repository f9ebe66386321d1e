import { formatBytes, formatPercent, formatUsage } from "../text/bytes.ts";
import { formatDuration } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { lines } from "../text/table.ts";
import { type GuestAddresses, guestAddresses, guestStatus, stateWord } from "../proxmox/guest_status.ts";
import { whereverItIs } from "../proxmox/relocation.ts";
import type { GuestType } from "../proxmox/resources.ts";
import { node, vmid } from "./fields.ts";
import { guestOf } from "./guest.ts";
import { guestName } from "./target.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Makes `proxmox_vm_status` or `proxmox_ct_status`. */
function statusOf(type: GuestType): Tool {
  const noun = type === "qemu" ? "vm" : "ct";
  const name = `proxmox_${noun}_status` as const;
  return defineTool({
    name,
    title: type === "qemu" ? "VM status" : "Container status",
    toolset: "core",
    access: "read",
    privileges: type === "qemu" ? ["VM.Audit", "VM.GuestAgent.Audit"] : ["VM.Audit"],
    description: "State, usage, lock, HA and IP addresses of one, as of now.",
    input: { vmid },
    hidden: { node: node.optional() },
    async run(reference, context) {
      const { proxmox, signal } = context;
      const guest = await guestOf(context, reference, { type, tool: name });
      return await whereverItIs(proxmox.inventory, guest, signal, async (at) => {
        const status = await guestStatus(proxmox.connection, at);
        // Asking an agent that is not configured costs nothing, but one that does not answer costs seconds.
        const asked = status.status === "running" && stateWord(status) === "running" &&
          (type === "lxc" || status.agent);
        const addresses = asked ? await guestAddresses(proxmox.connection, at) : undefined;
        return { guest: at, status, addresses };
      });
    },
    answer({ guest, status, addresses }) {
      const cores = status.cpus === undefined ? "" : ` of ${status.cpus} cores`;
      const up = status.status === "running";
      return {
        text: lines([
          [guestName({ ...guest, name: inline(status.name ?? guest.name ?? "", 64) }), stateWord(status)],
          ["node", guest.node],
          ["lock", status.lock],
          ["template", status.template ? "yes, it can only be cloned" : undefined],
          ["uptime", up ? formatDuration(status.uptime) : undefined],
          ["cpu", up ? `${formatPercent(status.cpu)}${cores}` : cores.replace(" of ", "")],
          ["memory", up ? formatUsage(status.mem, status.maxmem) : formatBytes(status.maxmem)],
          [
            "disk",
            (status.disk ?? 0) > 0 ? formatUsage(status.disk, status.maxdisk) : formatBytes(status.maxdisk),
          ],
          [
            "network",
            up ? `in ${formatBytes(status.netin)}, out ${formatBytes(status.netout)} since start` : undefined,
          ],
          ["addresses", wordAddresses(addresses, type, status.agent, up)],
          ["ha", status.ha?.managed === true ? `managed, ${status.ha.state ?? "state unknown"}` : undefined],
          ["pool", guest.pool],
          ["tags", inline(status.tags.join(", "), 200)],
        ]),
      };
    },
  });
}

function wordAddresses(
  addresses: GuestAddresses | undefined,
  type: GuestType,
  agent: boolean,
  running: boolean,
): string | undefined {
  if (!running) return undefined;
  if (addresses === undefined) {
    return type === "qemu" && !agent
      ? "unknown: the guest agent is not enabled (option agent=1, then install qemu-guest-agent in the VM)"
      : undefined;
  }
  if ("unknownBecause" in addresses) {
    const hint = agent && /agent is not running/.test(addresses.unknownBecause)
      ? " (install and start qemu-guest-agent in the VM)"
      : "";
    return `unknown: ${inline(addresses.unknownBecause, 200)}${hint}`;
  }
  if (addresses.addresses.length === 0) return "none besides loopback";
  return addresses.addresses.slice(0, 20).map((found) =>
    `${inline(found.address, 60)} (${inline(found.interface, 20)})`
  ).join(", ");
}

/** `proxmox_vm_status`: sources `status/current` and, where the agent answers, `agent/network-get-interfaces`. */
export const vmStatus = statusOf("qemu");

/** `proxmox_ct_status`: sources `status/current` and `interfaces`. */
export const ctStatus = statusOf("lxc");
