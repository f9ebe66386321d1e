import { ExplainedError } from "../../text/explained.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { startTemplate } from "../../proxmox/provision/to_template.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { snapshotTree } from "../../proxmox/snapshot.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";

/** A guest that cannot become a template as it is. */
export class NoTemplateError extends ExplainedError {
  override readonly name = "NoTemplateError";
}

/** `proxmox_guest_to_template`: source `POST .../template`, workers qmtemplate and vztemplate. */
export const guestToTemplate = defineTool({
  name: "proxmox_guest_to_template",
  title: "Make a template",
  toolset: "provision",
  access: "write",
  privileges: ["VM.Allocate", "VM.Audit"],
  description: "Turn a stopped guest into a template, for good.",
  input: { vmid },
  hidden: { node: node.optional(), wait },
  needsQuorum: true,
  target: async (reference, context) => ({ kind: "guest", guest: await guestOf(context, reference) }),
  async run({ wait, ...reference }, context) {
    const { proxmox, signal, progress } = context;
    const found = await guestOf(context, reference, { fresh: true });
    return await whereverItIs(proxmox.inventory, found, signal, async (guest) => {
      await refuseImpossible(context, guest);
      const upid = await startTemplate(proxmox.connection, guest);
      proxmox.inventory.forget();
      return { guest, report: await awaitTask(proxmox.connection, upid, { wait, onProgress: progress }) };
    });
  },
  answer: ({ guest, report }) =>
    taskAnswer(report, {
      done: `${
        guestName(guest)
      } on ${guest.node} is a template; proxmox_guest_clone and proxmox_vm_deploy copy it`,
      doing: `Making a template of ${guestName(guest)}`,
    }),
});

async function refuseImpossible({ proxmox }: ToolContext, guest: Guest): Promise<void> {
  const status = await guestStatus(proxmox.connection, guest);
  const noun = guest.type === "qemu" ? "vm" : "ct";
  if (status.template) {
    throw new NoTemplateError(`${guestName(guest)} is a template already; nothing was done.`, {
      remedy: "proxmox_guest_clone makes a guest of it.",
    });
  }
  if (status.status === "running") {
    throw new NoTemplateError(`${guestName(guest)} runs, and only a stopped guest can become a template.`, {
      remedy: `Nothing was sent. Stop it with proxmox_${noun}_shutdown vmid=${guest.vmid} first.`,
    });
  }
  const { snapshots } = await snapshotTree(proxmox.connection, guest);
  if (snapshots.length === 0) return;
  throw new NoTemplateError(
    `${guestName(guest)} has snapshots (${
      snapshots.map(({ name }) => name).slice(0, 20).join(", ")
    }), and a ` +
      "template can have none.",
    { remedy: "Delete them with proxmox_snapshot_delete, or make the template of a clone." },
  );
}
