import { node, vmid } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { defineTool } from "../tool.ts";
import { containerShell } from "./container_shell.ts";
import { progressOf, pull, pullAnswer, pushAnswer, sourceOf } from "./transfer.ts";
import { pullFields, pushFields } from "./transfer_fields.ts";

/** `proxmox_guest_pull`: a container's file by `pct exec` over SSH, a VM's through its guest agent. */
export const guestPull = defineTool({
  name: "proxmox_guest_pull",
  title: "Copy a file out of a guest",
  toolset: "core",
  access: "exec",
  privileges: ["VM.GuestAgent.FileRead", "VM.GuestAgent.Unrestricted", "VM.Audit"],
  description: "Copy a file out of a guest, to local or, for small text, into the answer.",
  input: { vmid, ...pullFields },
  hidden: { node: node.optional() },
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async run({ path, local, overwrite, ...reference }, context) {
    const guest = await guestOf(context, reference);
    const pulled = await pull(context, { path, local, overwrite }, async (limit, take, onProgress) => {
      if (guest.type === "qemu") {
        const { getVmFile } = await import("./vm_get_file.ts");
        const vm = await guestOf(context, reference, { fresh: true });
        return await getVmFile(context.proxmox, vm, path, { limit, take, onProgress });
      }
      const { shell } = await containerShell(context, reference, "proxmox_guest_pull");
      const { pullFile } = await import("../../ssh/container_files.ts");
      return await pullFile(shell, guest.vmid, path, limit, take, { signal: context.signal, onProgress });
    });
    return { where: guestName(guest), pulled };
  },
  answer: ({ where, pulled }, { path }, limits) => pullAnswer(where, path, pulled, limits),
});

/** `proxmox_guest_push`: the other way round. */
export const guestPush = defineTool({
  name: "proxmox_guest_push",
  title: "Copy a file into a guest",
  toolset: "core",
  access: "exec",
  privileges: ["VM.GuestAgent.FileWrite", "VM.GuestAgent.Unrestricted", "VM.Audit"],
  description: "Write a file in a guest from local or content; checked, in place whole or not at all.",
  input: { vmid, ...pushFields },
  hidden: { node: node.optional() },
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async run({ path, local, content, overwrite, mode, user, group, ...reference }, context) {
    const guest = await guestOf(context, reference);
    const source = await sourceOf(context, { local, content });
    const options = {
      overwrite: overwrite === true,
      mode,
      user,
      group,
      signal: context.signal,
      onProgress: progressOf(context, path, source.size),
    };
    if (guest.type === "qemu") {
      const { putVmFile } = await import("./vm_put_file.ts");
      const vm = await guestOf(context, reference, { fresh: true });
      return {
        where: guestName(vm),
        transferred: await putVmFile(context.proxmox, vm, path, source, options),
      };
    }
    const { shell } = await containerShell(context, reference, "proxmox_guest_push");
    const { pushFile } = await import("../../ssh/container_files.ts");
    return { where: guestName(guest), transferred: await pushFile(shell, guest.vmid, path, source, options) };
  },
  answer: ({ where, transferred }, { path }) => pushAnswer(where, path, transferred),
});
