import { formatBytes } from "../text/bytes.ts";
import { inline } from "../text/foreign.ts";
import { type GuestConfig, guestConfig } from "../proxmox/guest_config.ts";
import { configIdentity, identityIn } from "../proxmox/guest_identity.ts";
import { disksIn, type GuestDisk } from "../proxmox/guest_options/disk.ts";
import { guestTies } from "../proxmox/guest_ties.ts";
import type { Guest } from "../proxmox/resources.ts";
import { snapshotTree } from "../proxmox/snapshot.ts";
import { guestDetails, newestBackup } from "./loss_details.ts";
import { guestName } from "./target.ts";
import type { Loss, ToolContext } from "./tool.ts";

/**
 * What is lost when a guest is deleted: its disks with their sizes, its snapshots, the jobs that it is in, and what is left of it
 * in backups.
 *
 * @param purge whether it is taken out of the jobs as well.
 */
export async function guestDeletion(context: ToolContext, guest: Guest, purge: boolean): Promise<Loss> {
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
