import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { formatTime } from "../../text/duration.ts";
import { inline } from "../../text/foreign.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { Guest } from "../../proxmox/resources.ts";
import { prunePreview, type PruneRow, type Retention } from "../../proxmox/vzdump.ts";
import { storage, vmid, wait } from "../fields.ts";
import { guestOf } from "../guest.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName } from "../target.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { compress, keep, mode } from "./fields.ts";
import { backUpEverywhere, wordBackups } from "./run_backup.ts";

/** No storage was named and none can be chosen. */
export class BackupStorageError extends ExplainedError {
  override readonly name = "BackupStorageError";
}

/** `proxmox_backup_create`: source `POST /nodes/{node}/vzdump`, one task a node. */
export const backupCreate = defineTool({
  name: "proxmox_backup_create",
  title: "Back guests up",
  toolset: "backup",
  access: "write",
  accessOf: (input) => input.keep === undefined ? "write" : "destroy",
  privileges: ["VM.Backup", "VM.Audit", "Datastore.AllocateSpace", "Datastore.Audit"],
  description: "Back up guests now. keep= deletes older backups of them beyond, after a preview.",
  input: {
    vmids: z.array(vmid).min(1).max(50),
    storage: storage.optional(),
    mode: mode.default("snapshot"),
    compress: compress.default("zstd"),
    notes: z.string().max(1000).optional(),
    protected: z.boolean().optional(),
    keep: keep.optional().describe('such as {"last":3,"daily":7}'),
    wait,
  },
  async target({ vmids: [first = 0] }, context) {
    return { kind: "guest", guest: await guestOf(context, { vmid: first }) };
  },
  async alsoTouches({ vmids }, context) {
    return await guestsOf(context, vmids);
  },
  async loss({ vmids, storage, keep }, context) {
    if (keep === undefined) return undefined;
    const guests = await guestsOf(context, vmids);
    const chosen = await backupStorage(context.proxmox, storage);
    const there = (await Promise.all(guests.map((guest) => foretold(context, guest, chosen, keep)))).flat();
    const pruned = there.filter((row) => row.mark === "remove");
    return {
      name: chosen,
      summary: `${
        guests.map(guestName).join(", ")
      } are backed up to ${chosen}, then older backups of them there are deleted.`,
      details: [
        // The new backup takes one of the places, so one more than the preview shows may go.
        `deleted by this rule as of now: ${pruned.length}, and at most one more a guest for the new one`,
        ...pruned.slice(0, 15).map((row) => `${formatTime(row.ctime)} UTC ${inline(row.volid, 120)}`),
      ],
      // Those that are kept as well: the new backup may take the place of one.
      identity: there.map((row) => ({
        kind: "volume",
        volid: row.volid,
        node: "",
        size: undefined,
        time: row.ctime,
      })),
    };
  },
  async run({ vmids, storage, wait, ...backup }, context) {
    const guests = await guestsOf(context, vmids, true);
    const chosen = await backupStorage(context.proxmox, storage);
    return await backUpEverywhere(context, guests, { ...backup, storage: chosen }, wait);
  },
  answer: (outcome) => wordBackups(outcome),
});

async function guestsOf(
  context: ToolContext,
  vmids: readonly number[],
  fresh = false,
): Promise<readonly Guest[]> {
  const guests: Guest[] = [];
  for (const vmid of new Set(vmids)) {
    guests.push(await guestOf(context, { vmid }, { fresh: fresh && guests.length === 0 }));
  }
  return guests;
}

/** What the retention does with the backups that a guest has. */
async function foretold(
  { proxmox }: ToolContext,
  guest: Guest,
  storage: string,
  keep: Retention,
): Promise<readonly PruneRow[]> {
  const { node } = await storageAt(proxmox, storage, guest.node);
  return await prunePreview(proxmox.connection, { node, storage }, guest.vmid, keep);
}

/** The storage that is named, or the only one that takes backups. */
async function backupStorage(proxmox: Proxmox, named: string | undefined): Promise<string> {
  if (named !== undefined) return (await storageAt(proxmox, named, undefined)).storage;
  const { storages } = await proxmox.resources();
  const able = [
    ...new Set(storages.filter((row) => row.content.includes("backup")).map((row) => row.storage)),
  ];
  const [only, ...others] = able;
  if (only !== undefined && others.length === 0) return only;
  throw new BackupStorageError("The argument storage is missing.", {
    remedy: able.length === 0
      ? "No storage that takes backups is visible."
      : `Storages that take backups: ${able.join(", ")}.`,
  });
}
