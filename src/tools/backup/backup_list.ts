import { formatBytes } from "../../text/bytes.ts";
import { formatTime } from "../../text/duration.ts";
import { inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import { type Backup, backups } from "../../proxmox/backups.ts";
import { limit, node, storage, vmid } from "../fields.ts";
import { nodeFilter } from "../node_reference.ts";
import { storageAt } from "../storage_reference.ts";
import { defineTool } from "../tool.ts";

/** `proxmox_backup_list`: source `GET /nodes/{node}/storage/{storage}/content`, each storage with backups once. */
export const backupList = defineTool({
  name: "proxmox_backup_list",
  title: "List backups",
  toolset: "backup",
  access: "read",
  privileges: ["Datastore.Audit"],
  description: "Backups on all storages, newest first.",
  input: {
    vmid: vmid.optional(),
    storage: storage.optional(),
    node: node.optional(),
    limit: limit.default(50),
  },
  async run({ vmid, storage, ...input }, { proxmox }) {
    const node = await nodeFilter(proxmox, input.node);
    if (storage !== undefined) await storageAt(proxmox, storage, node);
    return await backups(proxmox, {
      ...(vmid === undefined ? {} : { guest: { vmid, node: node ?? "" } }),
      ...(storage === undefined ? {} : { storage }),
      ...(node === undefined ? {} : { node }),
    });
  },
  answer({ backups: found, unread }, { limit, vmid }, limits) {
    const silent = unread.length === 0 ? "" : `\nNot answered: ${unread.join(", ")}.`;
    if (found.length === 0) {
      return {
        text:
          `No backups${
            vmid === undefined ? "" : ` of ${vmid}`
          } are visible. Backups that belong to a guest need ` +
          `VM.Backup on it, or Datastore.Allocate on the storage.${silent}`,
      };
    }
    const columns = [
      { heading: "guest", cell: (backup: Backup) => backup.vmid, right: true },
      { heading: "made (utc)", cell: (backup: Backup) => formatTime(backup.ctime) },
      { heading: "size", cell: (backup: Backup) => formatBytes(backup.size), right: true },
      { heading: "node", cell: (backup: Backup) => backup.node },
      { heading: "volume", cell: (backup: Backup) => inline(backup.volid, 140) },
      { heading: "protected", cell: (backup: Backup) => backup.protected ? "yes" : "" },
      { heading: "notes", cell: (backup: Backup) => inline(backup.notes ?? "", 50) },
    ];
    const body = list(found, {
      columns,
      limit,
      characters: limits.characters,
      narrow: "narrow with vmid=, storage=, node=",
    });
    return { text: `${counted(found.length, "backup")}\n${body}${silent}` };
  },
});
