import { formatBytes } from "../../text/bytes.ts";
import { formatTime } from "../../text/duration.ts";
import { ExplainedError } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { counted } from "../../text/list.ts";
import { nearest } from "../../text/nearest.ts";
import { volumeParts } from "../../policy/targets/volume.ts";
import { deleteVolume } from "../../proxmox/provision/volume_task.ts";
import { type VolumeReferences, volumeReferences } from "../../proxmox/provision/volume_references.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { StorageRow } from "../../proxmox/resources.ts";
import { type Volume, volumes } from "../../proxmox/storage.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, wait } from "../fields.ts";
import { storageAt } from "../storage_reference.ts";
import { guestName } from "../target.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool } from "../tool.ts";
import * as fields from "./fields.ts";

/** A volume that is not there, or that must not be deleted. */
export class VolumeError extends ExplainedError {
  override readonly name = "VolumeError";
}

interface FoundVolume {
  readonly volume: Volume;
  readonly row: StorageRow;
  readonly references: VolumeReferences;
}

/** `proxmox_volume_delete`: source `DELETE .../content/{volume}`, worker imgdel. */
export const volumeDelete = defineTool({
  name: "proxmox_volume_delete",
  title: "Delete a volume",
  toolset: "provision",
  access: "destroy",
  privileges: ["Datastore.Allocate", "Datastore.Audit", "VM.Audit"],
  description: "Delete a disk, ISO or template that no guest uses.",
  input: { volume: fields.volume, node: node.optional() },
  hidden: { wait },
  target: ({ volume, node }) => Promise.resolve({ kind: "volume", volume, node }),
  async loss({ volume: volid, node }, { proxmox }) {
    const { volume, row, references } = await deletable(proxmox, volid, node);
    return {
      name: volid,
      summary: `${volid} on ${row.node} is deleted for good.`,
      details: [
        `kind: ${volume.content ?? "unknown"}`,
        `size: ${formatBytes(volume.size)}`,
        ...(volume.ctime === undefined ? [] : [`made: ${formatTime(volume.ctime)} UTC`]),
        ...(volume.notes === undefined ? [] : [`notes: ${inline(volume.notes, 200)}`]),
        ...(volume.vmid === undefined ? [] : [`its name says that it belongs to guest ${volume.vmid}`]),
        await wordReferences(proxmox, references),
      ],
      identity: [{ kind: "volume", volid, node: row.node, size: volume.size, time: volume.ctime }],
    };
  },
  async run({ volume: volid, node, wait }, { proxmox, progress }) {
    const { row } = await deletable(proxmox, volid, node);
    const upid = await deleteVolume(proxmox.connection, row, volid);
    return { row, report: await awaitTask(proxmox.connection, upid, { wait, onProgress: progress }) };
  },
  answer: ({ row, report }, { volume }) =>
    taskAnswer(report, { done: `${volume} on ${row.node} is deleted`, doing: `Deleting ${volume}` }),
});

/** Makes sure that nothing needs a volume. @throws {VolumeError} */
async function deletable(proxmox: Proxmox, volid: string, node: string | undefined): Promise<FoundVolume> {
  const { volume, row, all } = await findVolume(proxmox, volid, node);
  refuseKind(volume, all);
  const { storages } = await proxmox.resources();
  const nodes = row.shared
    ? storages.filter((other) => other.storage === row.storage).map((other) => other.node)
    : [row.node];
  const owner = volume.vmid ?? volumeParts(volid)?.owner;
  const references = await volumeReferences(proxmox, { volid, owner, nodes });
  if (references.found.length > 0) throw inUse(volid, references);
  return { volume, row, references };
}

interface Sighting {
  readonly volume: Volume;
  readonly row: StorageRow;
  /** Everything on the storage, as seen from there. */
  readonly all: readonly Volume[];
}

/** Finds a volume, on every node that has a storage of that name where the call names no node. @throws {VolumeError} */
async function findVolume(proxmox: Proxmox, volid: string, node: string | undefined): Promise<Sighting> {
  const first = await storageAt(proxmox, volumeParts(volid)?.storage ?? "", node);
  const { storages } = await proxmox.resources();
  const rows = first.shared || node !== undefined
    ? [first]
    : storages.filter((row) => row.storage === first.storage && row.status === "available");
  const seen = await Promise.all(rows.map(async (row) => {
    const all = await volumes(proxmox.connection, row.node, row.storage);
    return { row, all, volume: all.find((candidate) => candidate.volid === volid) };
  }));
  const sightings = seen.flatMap(({ volume, ...rest }) => volume === undefined ? [] : [{ volume, ...rest }]);
  const [found, ...others] = sightings;
  if (found === undefined) throw unknown(volid, first, seen.flatMap(({ all }) => all));
  if (others.length === 0) return found;
  throw new VolumeError(`${sightings.length} nodes have a volume ${volid} of their own.`, {
    remedy: `Say which with node=: ${sightings.map(({ row }) => row.node).join(", ")}.`,
  });
}

function refuseKind(volume: Volume, all: readonly Volume[]): void {
  if (volume.content === "backup") {
    throw new VolumeError(`${volume.volid} is a backup, which is not deleted here.`, {
      remedy: "proxmox_backup_delete deletes backups.",
    });
  }
  if (volume.protected) {
    throw new VolumeError(`${volume.volid} is protected against removal.`, {
      remedy: "The owner takes the protection off in Proxmox first.",
    });
  }
  const name = volume.volid.slice(volume.volid.indexOf(":") + 1);
  const clones = all.filter(({ parent }) => parent === name || parent === volume.volid);
  if (clones.length > 0) {
    throw new VolumeError(
      `${volume.volid} is shared by linked clones: ${
        clones.map(({ volid }) => volid).slice(0, 20).join(", ")
      }.`,
      { remedy: "Delete those guests first, or copy their disks with proxmox_guest_move_disk." },
    );
  }
}

function inUse(volid: string, { found }: VolumeReferences): VolumeError {
  const places = found.slice(0, 20).map(({ guest, option, snapshot }) =>
    `${
      guestName({ ...guest, name: guest.name === undefined ? undefined : inline(guest.name, 64) })
    } as ${option}${snapshot === undefined ? "" : ` in its snapshot ${snapshot}`}`
  );
  return new VolumeError(`${volid} is in use, so it is not deleted: ${places.join(", ")}.`, {
    remedy:
      "Take it off the guest first: remove= of proxmox_vm_configure or proxmox_ct_configure detaches a disk, and " +
      "removing the unusedN it becomes deletes it; iso=none empties a CD-ROM drive; proxmox_snapshot_delete deletes a snapshot.",
  });
}

/** Says that nothing uses a volume, as far as that is known; guests that the lists hide are counted and not named. */
async function wordReferences(proxmox: Proxmox, { unread }: VolumeReferences): Promise<string> {
  if (unread.length === 0) return "no guest's configuration names it";
  const visible = new Set((await proxmox.resources()).guests.map(({ vmid }) => vmid));
  const named = unread.filter(({ vmid }) => visible.has(vmid));
  const hidden = unread.length - named.length;
  const who = [
    ...named.slice(0, 20).map(guestName),
    ...(hidden === 0 ? [] : [`${counted(hidden, "guest")} out of reach`]),
  ];
  return `no guest's configuration names it, but these could not be asked: ${who.join(", ")}`;
}

function unknown(volid: string, row: StorageRow, all: readonly Volume[]): VolumeError {
  const near = nearest(volid, all.map((volume) => volume.volid));
  return new VolumeError(
    `There is no volume ${volid}${row.shared ? "" : ` on any node that has ${row.storage}`}.`,
    {
      remedy: `${
        near === undefined ? "" : `Did you mean ${inline(near, 140)}? `
      }proxmox_storage_content lists them.`,
    },
  );
}
