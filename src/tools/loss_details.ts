import { formatTime } from "../text/duration.ts";
import { inline } from "../text/foreign.ts";
import { backups } from "../proxmox/backups.ts";
import { guestStatus, stateWord } from "../proxmox/guest_status.ts";
import type { Guest } from "../proxmox/resources.ts";
import type { ToolContext } from "./tool.ts";

/** Says where a guest is, whether it runs and what it is tagged with, for a preview. */
export async function guestDetails({ proxmox }: ToolContext, guest: Guest): Promise<string[]> {
  const status = await guestStatus(proxmox.connection, guest);
  return [
    `node: ${guest.node}`,
    `state: ${stateWord(status)}${status.lock === undefined ? "" : `, locked: ${inline(status.lock, 20)}`}`,
    ...(guest.tags.length === 0 ? [] : [`tags: ${inline(guest.tags.join(", "), 100)}`]),
    ...(guest.pool === undefined ? [] : [`pool: ${inline(guest.pool, 60)}`]),
    ...(status.ha?.managed === true ? ["managed by HA"] : []),
  ];
}

/** Names the newest backup of a guest, for a preview; says so where not every storage answered. */
export async function newestBackup({ proxmox }: ToolContext, guest: Guest): Promise<string> {
  const { backups: found, unread } = await backups(proxmox, { guest });
  const [newest] = found;
  const unsure = unread.length === 0 ? "" : ` (not asked: ${unread.join(", ")})`;
  if (newest === undefined) return `newest backup: none that this login can see${unsure}`;
  return `newest backup: ${formatTime(newest.ctime)} UTC, ${inline(newest.volid, 120)}${unsure}`;
}
