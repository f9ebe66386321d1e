import * as z from "zod";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { startMove } from "../../proxmox/provision/disk_task.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { DiskError, diskOf, type FoundDisk } from "./disk_reference.ts";
import { slot } from "./fields.ts";
import { storageFor } from "./placement.ts";

/** `proxmox_guest_move_disk`: sources `POST .../move_disk` (qmmove) and `POST .../move_volume` (move_volume). */
export const guestMoveDisk = defineTool({
  name: "proxmox_guest_move_disk",
  title: "Move a disk",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Config.Disk", "VM.Audit", "Datastore.AllocateSpace"],
  description:
    "Move a disk to another storage; a VM may run. The original stays as unusedN, unless delete=true.",
  input: {
    vmid,
    disk: slot,
    storage,
    delete: z.boolean().optional(),
  },
  hidden: { format: z.enum(["raw", "qcow2", "vmdk"]).optional(), node: node.optional(), wait },
  needsQuorum: true,
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async run({ disk: name, storage, format, wait, ...reference }, context) {
    const { proxmox, signal, progress } = context;
    const { connection } = proxmox;
    const found = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      const seen = await diskOf(connection, guest, name);
      await storageFor(proxmox, guest.node, guest.type === "qemu" ? "images" : "rootdir", storage);
      await refuseImpossible(context, guest, seen, { storage, format });
      const move = { storage, format, deleteOriginal: reference.delete === true };
      const upid = await startMove(connection, guest, { slot: name, digest: seen.config.digest }, move);
      const report = await awaitTask(connection, upid, { wait, onProgress: progress });
      return { guest, from: seen.disk.storage ?? seen.disk.volume, report };
    });
  },
  answer({ guest, from, report }, { disk, storage, delete: isDeleted }) {
    const what = `${disk} of ${guestName(guest)}`;
    return taskAnswer(report, {
      done: `${what} is on ${storage} now; the original on ${from} is ${
        isDeleted === true ? "deleted" : "kept as an unused disk of the guest"
      }`,
      doing: `Moving ${what} from ${from} to ${storage}`,
    });
  },
});

async function refuseImpossible(
  { proxmox }: ToolContext,
  guest: Guest,
  { disk }: FoundDisk,
  { storage, format }: { readonly storage: string; readonly format: string | undefined },
): Promise<void> {
  if (disk.storage === storage && format === undefined) {
    throw new DiskError(`${disk.slot} of ${guestName(guest)} is on ${storage} already.`, {
      remedy: "Name another storage; format= converts it where it is.",
    });
  }
  if (guest.type === "qemu") return;
  if (format !== undefined) {
    throw new DiskError("The disks of containers have no format to choose.", {
      remedy: "Leave format= out.",
    });
  }
  if ((await guestStatus(proxmox.connection, guest)).status === "running") {
    throw new DiskError(`${guestName(guest)} runs, and a container's disks move only while it is stopped.`, {
      remedy: `Nothing was sent. Stop it with proxmox_ct_shutdown vmid=${guest.vmid} first.`,
    });
  }
}
