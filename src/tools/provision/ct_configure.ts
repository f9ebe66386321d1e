import * as z from "zod";
import { containerChange } from "../../proxmox/guest_options/container_change.ts";
import { node, storage, vmid } from "../fields.ts";
import { ArgumentsError } from "../arguments.ts";
import { guestOf } from "../guest.ts";
import { defineTool } from "../tool.ts";
import { accessOfChange, configure, configuredAnswer, lossOfChange } from "./configure.ts";
import * as fields from "./fields.ts";
import { storageFor } from "./placement.ts";
import { containerPrivileges } from "./privileges.ts";

const name = "proxmox_ct_configure";

/** `proxmox_ct_configure`: source `PUT .../config`, which makes volumes before it answers. */
export const ctConfigure = defineTool({
  name,
  title: "Configure a container",
  toolset: "provision",
  access: "write",
  accessOf: accessOfChange,
  privileges: containerPrivileges,
  description:
    "The same for containers; add_disk is mounted at path. Also takes onboot, swap, features, tags, description, " +
    "nameserver, ip6, gateway6, firewall, protection, digest.",
  input: {
    vmid,
    hostname: fields.guestLabel.optional(),
    cores: fields.cores.optional(),
    memory: fields.memory.optional(),
    add_disk: fields.gib.optional(),
    path: z.string().max(500).regex(/^\/[^\s,]+$/, "must be an absolute path").optional(),
    storage: storage.optional(),
    net: fields.deviceNumber,
    bridge: fields.bridge.optional(),
    vlan: fields.vlan.optional(),
    ip: fields.ip.optional(),
    gateway: fields.gateway.optional(),
    remove: fields.optionNames.optional(),
  },
  hidden: {
    onboot: z.boolean().optional(),
    swap: z.int().min(0).optional(),
    features: fields.features.optional(),
    tags: fields.tags.optional(),
    description: fields.notes.optional(),
    protection: fields.protection.optional(),
    nameserver: fields.nameserver.optional(),
    searchdomain: fields.guestLabel.optional(),
    ip6: fields.ip6.optional(),
    gateway6: fields.gateway6.optional(),
    firewall: z.boolean().optional(),
    connected: z.boolean().optional(),
    digest: fields.digest.optional(),
    node: node.optional(),
  },
  needsQuorum: true,
  target: async (reference, context) => ({
    kind: "guest",
    guest: await guestOf(context, reference, { type: "lxc", tool: name }),
  }),
  loss: async (call, context) =>
    await lossOfChange(context, { tool: name, type: "lxc", reference: call, change: call }),
  async run({ add_disk, path, storage, ...call }, context) {
    if ((add_disk === undefined) !== (path === undefined)) {
      throw new ArgumentsError("add_disk and path go together: a new volume of so many GiB, mounted there.");
    }
    const { bridge, vlan, ip, gateway, ip6, gateway6, firewall, connected } = call;
    return await configure(context, {
      ...{ tool: name, type: "lxc", reference: call, digest: call.digest, wait: 0, makesDisks: false },
      change: async (config, guest) =>
        containerChange(config, {
          ...call,
          device: { bridge, vlan, ip, gateway, ip6, gateway6, firewall, connected },
          newMount: add_disk === undefined || path === undefined ? undefined : {
            ...{ gib: add_disk, path },
            storage: await storageFor(context.proxmox, guest.node, "rootdir", storage),
          },
        }),
    });
  },
  answer: (result, _, limits) => configuredAnswer(result, limits.characters),
});
