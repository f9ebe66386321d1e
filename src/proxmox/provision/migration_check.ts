import * as z from "zod";
import type { Connection } from "../connection.ts";
import type { GuestConfig } from "../guest_config.ts";
import { disksIn, type GuestDisk } from "../guest_options/disk.ts";
import { guestPath } from "../guest_status.ts";
import { PropertyString } from "../property_string.ts";
import type { Proxmox } from "../proxmox.ts";
import { releaseOf } from "../release.ts";
import type { Guest, StorageRow } from "../resources.ts";
import { flag, numeric, text } from "../values.ts";

const names = z.array(z.string()).optional().catch(undefined).transform((list) => list ?? []);

const blockers = z.record(
  z.string(),
  z.looseObject({
    unavailable_storages: names,
    "unavailable-resources": names,
    "blocking-ha-resources": z.array(z.looseObject({ sid: text, cause: text })).optional().catch(undefined),
  }),
).optional().catch(undefined);

// VMs have underscores where containers have hyphens.
const checkAnswer = z.looseObject({
  not_allowed_nodes: blockers,
  "not-allowed-nodes": blockers,
  local_disks: z.array(z.looseObject({ volid: z.string(), size: numeric, shared: flag })).optional()
    .catch(undefined),
  local_resources: names,
  "mapped-resources": names,
  "mapped-resource-info": z.record(z.string(), z.looseObject({ "live-migration": flag })).optional()
    .catch(undefined),
});

type CheckAnswer = z.infer<typeof checkAnswer>;

/** A volume that lies on a storage of the guest's own node, and has to be copied. */
export interface LocalDisk {
  readonly volume: string;
  /** Bytes; 0 where nobody says. */
  readonly size: number;
}

/** What stands between a guest and another node. */
export interface MigrationCheck {
  /** Reasons why it cannot go there, as sentences without an end; none when nothing is known against it. */
  readonly obstacles: readonly string[];
  readonly localDisks: readonly LocalDisk[];
}

/** Where a guest is to go. */
export interface Move {
  readonly target: string;
  /** Storage for its local disks there; undefined means one of the same name. */
  readonly storage: string | undefined;
  readonly running: boolean;
}

/**
 * Asks what stands against moving a guest to a node, and looks itself where Proxmox does not.
 *
 * Source: `GET .../migrate`; for containers since 9.0, and even there it says nothing of storages and directories of the
 * node. Of the nodes it lists as not allowed only those with reasons are meant.
 */
export async function checkMigration(
  proxmox: Proxmox,
  guest: Guest,
  config: GuestConfig,
  move: Move,
): Promise<MigrationCheck> {
  const asks = guest.type === "qemu" || (await releaseOf(proxmox)).has("container-migration-check");
  const said = asks ? await ask(proxmox.connection, guest, move.target) : undefined;
  const { storages } = await proxmox.resources();
  const disks = disksIn(guest.type, config.options);
  const rowOf = (disk: GuestDisk, node: string) =>
    storages.find((row) => row.storage === disk.storage && row.node === node);
  const local = disks.filter((disk) => rowOf(disk, guest.node)?.shared === false);
  const obstacles = [
    ...(said === undefined ? [] : saidObstacles(said, move)),
    ...local.filter(({ kind }) => kind === "cdrom").map(({ slot, volume }) =>
      `${slot} holds ${volume}, an image on this node (proxmox_vm_configure iso=none takes it out)`
    ),
    ...disks.filter((disk) => disk.kind === "bind" && !isShared(config, disk)).map(({ slot, volume }) =>
      `${slot} is ${volume}, a directory of this node`
    ),
    ...missingStorages(disks, storages, move).map((storage) => missing(storage, move.target)),
  ];
  const copied = local.filter(({ kind }) => kind !== "cdrom").map(({ volume, size = 0 }) => ({
    volume,
    size,
  }));
  return { obstacles: [...new Set(obstacles)], localDisks: saidDisks(said) ?? copied };
}

function ask(connection: Connection, guest: Guest, target: string): Promise<CheckAnswer> {
  return connection.get(`${guestPath(guest)}/migrate`, checkAnswer, { target });
}

function saidObstacles(said: CheckAnswer, { target, storage, running }: Move): string[] {
  const against = (said.not_allowed_nodes ?? said["not-allowed-nodes"])?.[target];
  const staysHere = (name: string) => said["mapped-resource-info"]?.[name]?.["live-migration"] !== true;
  return [
    // Another storage for the disks makes up for one that is not there.
    ...(storage === undefined ? against?.unavailable_storages ?? [] : []).map((name) =>
      missing(name, target)
    ),
    ...(against?.["unavailable-resources"] ?? []).map((name) => `${target} has nothing mapped to ${name}`),
    ...(against?.["blocking-ha-resources"] ?? []).map(({ sid, cause }) =>
      `a rule of HA (${cause ?? "unknown"}) keeps it apart from or with ${sid ?? "another resource"}`
    ),
    ...said.local_resources.map((name) => `${name} is a device of this node`),
    ...(running ? said["mapped-resources"].filter(staysHere) : []).map((name) =>
      `${name} is a mapped device that cannot move while the VM runs`
    ),
  ];
}

function saidDisks(said: CheckAnswer | undefined): LocalDisk[] | undefined {
  return said?.local_disks?.filter(({ shared }) => !shared).map(({ volid, size = 0 }) => ({
    volume: volid,
    size,
  }));
}

function missingStorages(disks: readonly GuestDisk[], storages: readonly StorageRow[], move: Move): string[] {
  const wanted = move.storage === undefined
    ? disks.filter(({ kind }) => kind !== "cdrom").flatMap(({ storage }) => storage ?? [])
    : [move.storage];
  return [...new Set(wanted)].filter((storage) =>
    !storages.some((row) => row.storage === storage && row.node === move.target)
  );
}

function missing(storage: string, target: string): string {
  return `${target} does not have the storage ${storage} (storage= names another one for the disks)`;
}

/** Whether the configuration says that a mount point's directory is the same on every node. */
function isShared({ options }: GuestConfig, { slot }: GuestDisk): boolean {
  return PropertyString.parse(options.get(slot), "volume").isOn("shared");
}
