import * as z from "zod";
import { machineChange } from "../../proxmox/guest_options/machine_change.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { defineTool } from "../tool.ts";
import { accessOfChange, configure, configuredAnswer, lossOfChange } from "./configure.ts";
import * as fields from "./fields.ts";
import { storageFor } from "./placement.ts";
import { machinePrivileges } from "./privileges.ts";

const name = "proxmox_vm_configure";

/** `proxmox_vm_configure`: source `PUT .../config`; with a new disk `POST .../config`, worker qmconfig. */
export const vmConfigure = defineTool({
  name,
  title: "Configure a VM",
  toolset: "provision",
  access: "write",
  accessOf: accessOfChange,
  privileges: machinePrivileges,
  description:
    "Change options; answers with before and after. bridge and vlan are for device net (0), remove unsets or " +
    "detaches options, iso=none ejects. Also takes onboot, sockets, cpu, balloon, agent, boot, tags, description, model, " +
    "firewall, connected, protection, digest.",
  input: {
    vmid,
    name: fields.guestLabel.optional(),
    cores: fields.cores.optional(),
    memory: fields.memory.optional(),
    iso: fields.volumeOrNone.optional(),
    add_disk: fields.gib.optional(),
    storage: storage.optional(),
    net: fields.deviceNumber,
    bridge: fields.bridge.optional(),
    vlan: fields.vlan.optional(),
    remove: fields.optionNames.optional(),
  },
  hidden: {
    onboot: z.boolean().optional(),
    sockets: z.int().min(1).max(16).optional(),
    cpu: z.string().max(60).regex(/^[\w.+-]+$/, "is no CPU type").optional(),
    balloon: z.int().min(0).optional(),
    agent: z.boolean().optional(),
    boot: z.array(z.string().regex(/^[a-z]+\d+$/, "is no boot device")).min(1).optional(),
    tags: fields.tags.optional(),
    description: fields.notes.optional(),
    protection: fields.protection.optional(),
    model: z.enum(["virtio", "e1000", "e1000e", "rtl8139", "vmxnet3"]).optional(),
    firewall: z.boolean().optional(),
    connected: z.boolean().optional(),
    digest: fields.digest.optional(),
    node: node.optional(),
    wait,
  },
  needsQuorum: true,
  target: async (reference, context) => ({
    kind: "guest",
    guest: await guestOf(context, reference, { type: "qemu", tool: name }),
  }),
  loss: async (call, context) =>
    await lossOfChange(context, { tool: name, type: "qemu", reference: call, change: call }),
  async run({ add_disk, storage, bridge, vlan, model, firewall, connected, ...call }, context) {
    return await configure(context, {
      ...{ tool: name, type: "qemu", reference: call, digest: call.digest, wait: call.wait },
      makesDisks: add_disk !== undefined,
      change: async (config, guest) =>
        machineChange(config, {
          ...call,
          device: { bridge, vlan, model, firewall, connected },
          newDisk: add_disk === undefined
            ? undefined
            : { gib: add_disk, storage: await storageFor(context.proxmox, guest.node, "images", storage) },
        }),
    });
  },
  answer: (result, _, limits) => configuredAnswer(result, limits.characters),
});
