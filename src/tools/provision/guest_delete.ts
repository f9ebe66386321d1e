import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { startDestroy } from "../../proxmox/provision/guest_life.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestDeletion } from "../guest_deletion.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";

/** A guest that cannot be deleted as it is. */
export class GuestInUseError extends ExplainedError {
  override readonly name = "GuestInUseError";
}

/** `proxmox_guest_delete`: source `DELETE /nodes/{node}/{type}/{vmid}`, workers qmdestroy and vzdestroy. */
export const guestDelete = defineTool({
  name: "proxmox_guest_delete",
  title: "Delete a guest",
  toolset: "provision",
  access: "destroy",
  privileges: ["VM.Allocate", "VM.Audit"],
  description: "Delete a stopped guest with its disks; purge=true also takes it out of HA and jobs.",
  input: { vmid, purge: z.boolean().optional() },
  hidden: { node: node.optional(), wait },
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async loss({ purge, ...reference }, context) {
    const { proxmox, signal } = context;
    const found = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      await refuseInUse(context, guest, purge === true);
      return await guestDeletion(context, guest, purge === true);
    });
  },
  async run({ purge, wait, ...reference }, context) {
    const { proxmox, signal, progress } = context;
    const found = await guestOf(context, reference, { fresh: true });
    try {
      return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
        await refuseInUse(context, guest, purge === true);
        const upid = await startDestroy(proxmox.connection, guest, purge === true);
        return { guest, report: await awaitTask(proxmox.connection, upid, { wait, onProgress: progress }) };
      });
    } finally {
      proxmox.inventory.forget();
    }
  },
  answer: ({ guest, report }) =>
    taskAnswer(report, {
      done: `${guestName(guest)} on ${guest.node} is deleted; backups of it are kept`,
      doing: `Deleting ${guestName(guest)}`,
    }),
});

/** Refuses what Proxmox would refuse, with the way round it. @throws {GuestInUseError} */
async function refuseInUse({ proxmox }: ToolContext, guest: Guest, purge: boolean): Promise<void> {
  const status = await guestStatus(proxmox.connection, guest);
  const noun = guest.type === "qemu" ? "vm" : "ct";
  if (status.status === "running") {
    throw new GuestInUseError(`${guestName(guest)} on ${guest.node} is running, so it is not deleted.`, {
      remedy:
        `Stop it first: proxmox_${noun}_shutdown vmid=${guest.vmid}, or proxmox_${noun}_stop if it may lose data.`,
    });
  }
  if (status.ha?.managed === true && !purge) {
    throw new GuestInUseError(`${guestName(guest)} is managed by HA, so it is not deleted.`, {
      remedy: "purge=true takes it out of HA, backup jobs and replication as well.",
    });
  }
}
