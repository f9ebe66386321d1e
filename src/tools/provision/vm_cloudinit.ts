import * as z from "zod";
import { registerSecret } from "../../log/redact.ts";
import { cloudInitChange, hasCloudInitDrive } from "../../proxmox/guest_options/cloud_init_change.ts";
import { systemDisk } from "../../proxmox/guest_options/disk.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { node, storage, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { defineTool } from "../tool.ts";
import { configure, configuredAnswer } from "./configure.ts";
import * as fields from "./fields.ts";
import { storageFor } from "./placement.ts";

const name = "proxmox_vm_cloudinit";

/** `proxmox_vm_cloudinit`: source `PUT .../config` of a VM. */
export const vmCloudinit = defineTool({
  name,
  title: "Set cloud-init",
  toolset: "provision",
  access: "write",
  privileges: [
    "VM.Config.Cloudinit",
    "VM.Config.Network",
    "VM.Config.CDROM",
    "VM.Config.Disk",
    "VM.Audit",
    "Datastore.AllocateSpace",
  ],
  description:
    "What cloud-init sets up at a VM's next start. Also takes ip6, gateway6, searchdomain, upgrade, net.",
  input: {
    vmid,
    user: fields.loginName.optional(),
    password: fields.password.optional(),
    ssh_keys: fields.sshKeys.optional(),
    ip: fields.cloudIp.optional(),
    gateway: fields.gateway.optional(),
    nameserver: fields.nameserver.optional(),
  },
  hidden: {
    ip6: fields.ip6.optional(),
    gateway6: fields.gateway6.optional(),
    searchdomain: fields.guestLabel.optional(),
    upgrade: z.boolean().optional(),
    net: fields.deviceNumber,
    storage: storage.optional(),
    digest: fields.digest.optional(),
    node: node.optional(),
  },
  needsQuorum: true,
  target: async (reference, context) => ({
    kind: "guest",
    guest: await guestOf(context, reference, { type: "qemu", tool: name }),
  }),
  async run(call, context) {
    const { proxmox } = context;
    if (call.password !== undefined) registerSecret(call.password);
    const configured = await configure(context, {
      ...{ tool: name, type: "qemu", reference: call, digest: call.digest, wait: 0, makesDisks: false },
      change: async (config, guest) =>
        cloudInitChange(
          config,
          { ...call, sshKeys: call.ssh_keys },
          hasCloudInitDrive(config) ? undefined : await storageFor(
            proxmox,
            guest.node,
            "images",
            call.storage ?? systemDisk("qemu", config.options)?.storage,
          ),
        ),
    });
    const { status } = await guestStatus(proxmox.connection, configured.guest);
    return { configured, running: status === "running" };
  },
  answer({ configured, running }, _, limits) {
    const answer = configuredAnswer(configured, limits.characters);
    if (!running || configured.changes.length === 0 || answer.text.includes("_restart")) return answer;
    return {
      ...answer,
      text: `${answer.text}\nThe VM reads this at its next start; proxmox_vm_restart applies it.`,
    };
  },
});
