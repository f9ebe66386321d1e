import { createHash } from "node:crypto";
import type { Guest, GuestConfig, PendingChange } from "./guest.ts";

/** The SHA-1 of nothing: the digest of a configuration file that does not exist. */
export const EMPTY_DIGEST = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

/** SHA-1 in hexadecimal, the form of every `digest` in Proxmox VE. */
export function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

/** Digest of anything JSON-able, for sections that are not rendered as their own file. */
export function digestOf(value: unknown): string {
  return sha1(JSON.stringify(value));
}

/** Digest of a guest's configuration file, over all of its sections. */
export function guestDigest(guest: Guest): string {
  return sha1(renderGuest(guest));
}

/** The text of `/etc/pve/nodes/<node>/<type>/<vmid>.conf`. */
export function renderGuest(guest: Guest): string {
  const sections = [renderSection(guest.config)];
  if (Object.keys(guest.pending).length > 0) sections.push(`[PENDING]\n${renderPending(guest.pending)}`);
  for (const [name, snapshot] of Object.entries(guest.snapshots).toSorted(([a], [b]) => a < b ? -1 : 1)) {
    const { parent, snaptime, vmstate, snapstate } = snapshot;
    const own = Object.fromEntries(
      Object.entries({ parent, snaptime, vmstate, snapstate }).filter(([, value]) => value !== undefined),
    );
    const config = { ...snapshot.config, ...own } as GuestConfig;
    sections.push(`[${name}]\n${renderDescription(snapshot.description)}${renderSection(config)}`);
  }
  return sections.join("\n");
}

function renderSection(config: GuestConfig): string {
  const { description, ...rest } = config;
  const lines = Object.entries(rest).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, value]) =>
    `${key}: ${value}\n`
  );
  return renderDescription(description === undefined ? "" : String(description)) + lines.join("");
}

function renderDescription(description: string): string {
  if (description === "") return "";
  return description.replace(/\n$/, "").split("\n").map((line) => `#${encodeURI(line)}\n`).join("");
}

function renderPending(pending: Record<string, PendingChange>): string {
  const deleted = Object.entries(pending).filter(([, change]) => "delete" in change).map(([key]) => key);
  const values = Object.entries(pending).flatMap(([key, change]) =>
    "value" in change ? [`${key}: ${change.value}\n`] : []
  );
  return (deleted.length > 0 ? `delete: ${deleted.toSorted().join(",")}\n` : "") + values.toSorted().join("");
}
