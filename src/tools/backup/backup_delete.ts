import * as z from "zod";
import { formatBytes } from "../../text/bytes.ts";
import { formatTime } from "../../text/duration.ts";
import { ExplainedError } from "../../text/explained.ts";
import { clean, inline } from "../../text/foreign.ts";
import { path } from "../../wire/path.ts";
import { backups } from "../../proxmox/backups.ts";
import { startedTask } from "../../proxmox/task.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, wait } from "../fields.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import { identityOf } from "./backup_restore.ts";
import { findBackup } from "./backup_volume.ts";
import { backupVolume } from "./fields.ts";

/** `proxmox_backup_delete`: source `DELETE /nodes/{node}/storage/{storage}/content/{volume}`, worker imgdel. */
export const backupDelete = defineTool({
  name: "proxmox_backup_delete",
  title: "Delete a backup",
  toolset: "backup",
  access: "destroy",
  privileges: ["Datastore.AllocateSpace", "VM.Backup", "Datastore.Audit"],
  description: "Delete one backup for good.",
  input: { volume: backupVolume, node: node.optional(), wait },
  async target(reference, context) {
    const backup = await findBackup(context, reference);
    return { kind: "volume", volume: backup.volid, node: backup.node };
  },
  async loss(reference, context) {
    const backup = await findBackup(context, reference);
    const { vmid } = backup;
    const others = vmid === undefined
      ? []
      : (await backups(context.proxmox, { guest: { vmid, node: backup.node } })).backups
        .filter((other) => other.volid !== backup.volid);
    const [newest] = others;
    return {
      name: vmid === undefined ? backup.storage : String(vmid),
      summary: `The backup of ${vmid ?? "an unknown guest"} of ${formatTime(backup.ctime)} UTC is deleted.`,
      details: [
        `volume: ${inline(backup.volid, 140)} on ${backup.node}`,
        `size: ${formatBytes(backup.size)}`,
        ...(backup.notes === undefined ? [] : [`notes: ${inline(clean(backup.notes), 200)}`]),
        newest === undefined
          ? "it is the only backup of this guest that this login can see"
          : `${others.length} other backups of this guest, the newest of ${formatTime(newest.ctime)} UTC`,
      ],
      identity: [identityOf(backup)],
    };
  },
  async run(reference, context) {
    const { proxmox, progress } = context;
    const backup = await findBackup(context, reference);
    if (backup.protected) {
      throw new ExplainedError(`The backup ${inline(backup.volid, 140)} is protected.`, {
        remedy:
          "Whoever protected it takes that off first (proxmox_api_call PUT on the volume with protected=0).",
      });
    }
    const where = path`/nodes/${backup.node}/storage/${backup.storage}/content/`;
    const answer = await proxmox.connection.delete(
      `${where}${encodeURIComponent(backup.volid)}`,
      z.unknown(),
    );
    const report = await awaitTask(proxmox.connection, startedTask(answer), {
      wait: reference.wait,
      onProgress: progress,
    });
    return { backup, report };
  },
  answer: ({ backup, report }) =>
    taskAnswer(report, {
      done: `The backup ${inline(backup.volid, 140)} is deleted`,
      doing: `Deleting ${inline(backup.volid, 140)}`,
    }),
});
