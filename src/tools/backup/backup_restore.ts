import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { formatBytes } from "../../text/bytes.ts";
import { formatTime } from "../../text/duration.ts";
import { inline } from "../../text/foreign.ts";
import type { Backup } from "../../proxmox/backups.ts";
import { guestConfig } from "../../proxmox/guest_config.ts";
import { configIdentity, identityIn } from "../../proxmox/guest_identity.ts";
import { guestStatus } from "../../proxmox/guest_status.ts";
import { UnknownGuestError } from "../../proxmox/inventory.ts";
import { power } from "../../proxmox/power.ts";
import type { Guest, GuestType } from "../../proxmox/resources.ts";
import { startRestore } from "../../proxmox/restore.ts";
import { awaitTask, type TaskReport } from "../../proxmox/task_report.ts";
import { node, storage, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { guestDetails } from "../loss_details.ts";
import { knownNode } from "../node_reference.ts";
import { requirePool } from "../pool/pool_reference.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { backedUpType, findBackup } from "./backup_volume.ts";
import { backupVolume } from "./fields.ts";

/** A restore that cannot go as it was asked for. */
export class RestoreError extends ExplainedError {
  override readonly name = "RestoreError";
}

/** `proxmox_backup_restore`: workers qmrestore and vzrestore; over an existing guest it is of class `destroy`. */
export const backupRestore = defineTool({
  name: "proxmox_backup_restore",
  title: "Restore a backup",
  toolset: "backup",
  access: "write",
  accessOf: ({ overwrite }) => overwrite === true ? "destroy" : "write",
  privileges: ["VM.Allocate", "VM.Backup", "VM.Audit", "Datastore.AllocateSpace", "Datastore.Audit"],
  description: "Make a guest of a backup, under a free vmid; overwrite=true replaces the guest that has it.",
  input: {
    volume: backupVolume,
    vmid,
    node: node.optional(),
    storage: storage.optional().describe("for the disks"),
    pool: z.string().optional(),
    unique: z.boolean().optional().describe("new MAC addresses"),
    overwrite: z.boolean().optional(),
    start: z.boolean().optional(),
    wait,
  },
  needsQuorum: true,
  async target({ vmid, node, pool, storage, overwrite }, context) {
    const existing = await existingGuest(context, vmid);
    if (storage !== undefined) await storageAt(context.proxmox, storage, existing?.node ?? node);
    if (existing === undefined && pool !== undefined) await requirePool(context, pool);
    if (existing === undefined) return { kind: "new-guest", vmid, node, pool };
    if (overwrite === true) return { kind: "guest", guest: existing };
    throw new RestoreError(`${vmid} is taken by ${guestName(existing)}.`, {
      remedy: "Choose a free vmid, or overwrite=true to replace that guest with the backup.",
    });
  },
  async loss({ overwrite, volume, vmid, node }, context) {
    if (overwrite !== true) return undefined;
    const guest = await existingGuest(context, vmid);
    if (guest === undefined) return undefined;
    const backup = await findBackup(context, { volume, node: node ?? guest.node });
    const config = await guestConfig(context.proxmox.connection, guest);
    return {
      name: guest.name ?? String(guest.vmid),
      summary: `${guestName(guest)} is replaced by a backup of ${
        formatTime(backup.ctime)
      } UTC; its disks and snapshots are lost.`,
      details: [
        ...await guestDetails(context, guest),
        `disks now: ${formatBytes(guest.maxdisk)}`,
        `backup: ${inline(backup.volid, 140)}, ${formatBytes(backup.size)}, of ${
          backup.vmid ?? "an unknown guest"
        }`,
        ...(backup.vmid !== undefined && backup.vmid !== vmid ? ["the backup is of another guest"] : []),
      ],
      identity: [identityIn(guest, config), configIdentity(guest, config, "POST"), identityOf(backup)],
    };
  },
  async run({ volume, vmid, node, storage, pool, unique, overwrite, start, wait }, context) {
    const { proxmox, progress } = context;
    const existing = await existingGuest(context, vmid);
    if (existing !== undefined) await refuseRunning(context, existing);
    const backup = await findBackup(context, { volume, node: existing?.node ?? node });
    const target = existing?.node ??
      (node === undefined ? backup.node : (await knownNode(proxmox, node)).node);
    const type = typeOf(backup, existing);
    const upid = await startRestore(proxmox.connection, {
      type,
      vmid,
      node: target,
      volume,
      storage,
      pool: existing === undefined ? pool : undefined,
      unique,
      overwrite: overwrite === true && existing !== undefined,
    });
    const report = await awaitTask(proxmox.connection, upid, { wait, onProgress: progress });
    proxmox.inventory.forget();
    const guest = { vmid, type, name: undefined, node: target };
    const started = start === true && report.state !== "running"
      ? await awaitTask(proxmox.connection, await power(proxmox.connection, guest, "start"), {
        wait,
        onProgress: progress,
      })
      : undefined;
    return { guest, report, started };
  },
  answer({ guest, report, started }, { start }) {
    const name = guestName(guest);
    const after = wordStart(start === true, report, started);
    return taskAnswer(report, {
      done: `${name} is restored on ${guest.node}${after}`,
      doing: `Restoring ${name} on ${guest.node}${
        start === true ? " (it is not started by itself afterwards)" : ""
      }`,
    });
  },
});

function wordStart(asked: boolean, report: TaskReport, started: TaskReport | undefined): string {
  if (!asked || report.state === "running") return "";
  return started?.state === "running" ? " and is starting" : " and running";
}

async function existingGuest(context: ToolContext, vmid: number): Promise<Guest | undefined> {
  try {
    return await guestOf(context, { vmid }, { fresh: true });
  } catch (error) {
    if (error instanceof UnknownGuestError) return undefined;
    throw error;
  }
}

async function refuseRunning({ proxmox }: ToolContext, guest: Guest): Promise<void> {
  const { status } = await guestStatus(proxmox.connection, guest);
  if (status === "stopped") return;
  const noun = guest.type === "qemu" ? "vm" : "ct";
  throw new RestoreError(`${guestName(guest)} runs, and only a stopped guest can be replaced.`, {
    remedy: `proxmox_${noun}_shutdown stops it.`,
  });
}

function typeOf(backup: Backup, existing: Guest | undefined): GuestType {
  const type = backedUpType(backup.volid) ?? existing?.type;
  if (type === undefined) {
    throw new RestoreError(
      `The name ${inline(backup.volid, 140)} does not tell whether it is of a VM or a container.`,
    );
  }
  if (existing !== undefined && existing.type !== type) {
    throw new RestoreError(
      `The backup is of a ${type === "qemu" ? "VM" : "container"}, and ${guestName(existing)} is none.`,
      { remedy: "Restore it under a free vmid." },
    );
  }
  return type;
}

/** What tells a backup from another under the same name. */
export function identityOf(backup: Backup) {
  return {
    kind: "volume" as const,
    volid: backup.volid,
    node: backup.node,
    size: backup.size,
    time: backup.ctime,
  };
}
