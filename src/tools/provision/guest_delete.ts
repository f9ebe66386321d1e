import * as z from "zod";
import { formatBytes } from "../../text/bytes.ts";
import { ExplainedError } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { type GuestConfig, guestConfig } from "../../proxmox/guest_config.ts";
import { configIdentity, identityIn } from "../../proxmox/guest_identity.ts";
import { disksIn, type GuestDisk } from "../../proxmox/guest_options/disk.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { guestTies } from "../../proxmox/guest_ties.ts";
import { startDestroy } from "../../proxmox/provision/guest_life.ts";
import { whereverItIs } from "../../proxmox/relocation.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { snapshotTree } from "../../proxmox/snapshot.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestDetails, newestBackup } from "../loss_details.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type Loss, type ToolContext } from "../tool.ts";

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
      return await lossOf(context, guest, purge === true);
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

async function lossOf(context: ToolContext, guest: Guest, purge: boolean): Promise<Loss> {
  const { connection } = context.proxmox;
  const [config, { snapshots }, ties, details, backup] = await Promise.all([
    guestConfig(connection, guest),
    snapshotTree(connection, guest),
    guestTies(connection, guest),
    guestDetails(context, guest),
    newestBackup(context, guest),
  ]);
  const disks = disksIn(guest.type, config.options).filter((disk) =>
    disk.kind !== "cdrom" && disk.kind !== "bind"
  );
  return {
    name: guest.name ?? String(guest.vmid),
    summary: `${guestName(guest)} on ${guest.node} is deleted with its disks and snapshots, for good.`,
    details: [
      ...details,
      ...(isTemplate(config)
        ? ["it is a template; clones that share its disks keep it from being deleted"]
        : []),
      disks.length === 0 ? "disks: none" : `disks: ${disks.map(wordDisk).join(", ")}`,
      ...(snapshots.length === 0
        ? []
        : [`snapshots: ${snapshots.length} (${snapshots.map(({ name }) => name).slice(0, 20).join(", ")})`]),
      ...jobLines(ties.backupJobs, ties.replications, purge),
      backup,
    ],
    // With the digest: a disk that was added since the preview would go with the guest unseen.
    identity: [identityIn(guest, config), configIdentity(guest, config, "DELETE")],
  };
}

function isTemplate({ options }: GuestConfig): boolean {
  return options.get("template") === "1";
}

function wordDisk({ slot, volume, size }: GuestDisk): string {
  return `${slot} ${inline(volume, 100)}${size === undefined ? "" : ` (${formatBytes(size)})`}`;
}

function jobLines(
  jobs: readonly string[] | undefined,
  replications: readonly string[],
  purge: boolean,
): readonly string[] {
  const fate = purge ? "; it is taken out of them" : "; it stays listed there without purge=true";
  return [
    jobs === undefined
      ? "backup jobs: this login may not see them"
      : jobs.length === 0
      ? "backup jobs: none backs it up"
      : `backup jobs: ${jobs.map((job) => inline(job, 100)).join(", ")}${fate}`,
    ...(replications.length === 0 ? [] : [`replication: ${replications.join(", ")}${fate}`]),
  ];
}
