import { clean, inline } from "../text/foreign.ts";
import { capEnd } from "../text/cap.ts";
import { maskOption } from "../policy/masking/guest_option.ts";
import { guestConfig, pendingChanges } from "../proxmox/guest_config.ts";
import { whereverItIs } from "../proxmox/relocation.ts";
import type { GuestType } from "../proxmox/resources.ts";
import { node, snapshotName, vmid } from "./fields.ts";
import { guestOf } from "./guest.ts";
import { guestName } from "./target.ts";
import { defineTool, type Tool } from "./tool.ts";

/** Makes `proxmox_vm_config` or `proxmox_ct_config`. */
function configOf(type: GuestType): Tool {
  const noun = type === "qemu" ? "vm" : "ct";
  const name = `proxmox_${noun}_config` as const;
  return defineTool({
    name,
    title: type === "qemu" ? "VM configuration" : "Container configuration",
    toolset: "core",
    access: "read",
    privileges: ["VM.Audit"],
    description: "Configuration and what waits for a restart; secrets masked.",
    input: { vmid, snapshot: snapshotName.optional() },
    hidden: { node: node.optional() },
    async run({ snapshot, ...reference }, context) {
      const { proxmox, signal } = context;
      const guest = await guestOf(context, reference, { type, tool: name });
      return await whereverItIs(proxmox.inventory, guest, signal, async (at) => {
        const [config, pending] = await Promise.all([
          guestConfig(proxmox.connection, at, snapshot),
          snapshot === undefined ? pendingChanges(proxmox.connection, at) : [],
        ]);
        return { guest: at, config, pending };
      });
    },
    answer({ guest, config, pending }, { snapshot }, limits) {
      const heading = `${guestName(guest)} on ${guest.node}${
        snapshot === undefined ? "" : ` at snapshot ${snapshot}`
      }`;
      const options = [...config.options].map(([option, value]) =>
        `${inline(option, 80)}: ${wordValue(option, value)}`
      );
      const waiting = pending.map(({ option, value }) =>
        `${inline(option, 80)}: ${value === undefined ? "will be removed" : wordValue(option, value)}`
      );
      const text = [
        `${heading}, ${options.length} options set`,
        ...options,
        ...(waiting.length === 0 ? [] : ["pending until the next start:", ...waiting]),
      ].join("\n");
      return { text: capEnd(text, limits.characters) };
    },
  });
}

/** Values are foreign text (notes, names); several lines become one, so that none can pass for another option. */
function wordValue(option: string, value: string): string {
  return inline(clean(maskOption(option, value)).trim().replace(/\n/g, " / "), 1500);
}

/** `proxmox_vm_config`: sources `GET .../config` and `GET .../pending`. */
export const vmConfig = configOf("qemu");

/** `proxmox_ct_config`: the same for containers. */
export const ctConfig = configOf("lxc");
