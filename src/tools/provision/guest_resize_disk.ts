import * as z from "zod";
import { formatBytes } from "../../text/bytes.ts";
import { wantedDiskSize } from "../../proxmox/guest_options/disk_size.ts";
import { startResize } from "../../proxmox/provision/disk_task.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import { DiskError, diskOf } from "./disk_reference.ts";
import { slot } from "./fields.ts";

/** `proxmox_guest_resize_disk`: source `PUT .../resize`, worker resize. */
export const guestResizeDisk = defineTool({
  name: "proxmox_guest_resize_disk",
  title: "Grow a disk",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Config.Disk", "VM.Audit"],
  description: "Make a disk (scsi0, rootfs, mp0 ...) larger.",
  input: {
    vmid,
    disk: slot,
    size: z.string().regex(/^\+?\d+(?:\.\d+)?[KMGT]?$/, "must be a size such as 50G, or +10G to add")
      .describe("50G, or +10G to add"),
  },
  hidden: { node: node.optional(), wait },
  needsQuorum: true,
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async run({ disk: name, size, wait, ...reference }, context) {
    const { proxmox, signal, progress } = context;
    const { connection } = proxmox;
    const found = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      const { disk, config } = await diskOf(connection, guest, name);
      const before = disk.size;
      if (before === undefined) {
        throw new DiskError(`The size of ${name} is not known, so nothing was sent.`, {
          remedy:
            "proxmox_storage_content shows the volume; `qm rescan` on the node puts its size on record.",
        });
      }
      const after = wantedDiskSize(size, before) ?? 0;
      if (after <= before) {
        throw new DiskError(
          `${name} of ${guestName(guest)} is ${formatBytes(before)} already; ${
            after === before ? "nothing is to be done" : "disks cannot be made smaller, so nothing was sent"
          }.`,
          { remedy: "Give a larger size, or +10G and the like to add to it." },
        );
      }
      const upid = await startResize(connection, guest, { slot: name, digest: config.digest }, after);
      const report = await awaitTask(connection, upid, { wait, onProgress: progress });
      return { guest, before, after, report };
    });
  },
  answer({ guest, before, after, report }, { disk }) {
    const sizes = `from ${formatBytes(before)} to ${formatBytes(after)}`;
    return taskAnswer(report, {
      done: `${disk} of ${guestName(guest)} has grown ${sizes}${
        guest.type === "qemu" ? "; its partition and file system have not" : ", file system included"
      }`,
      doing: `Growing ${disk} of ${guestName(guest)} ${sizes}`,
    });
  },
});
