import * as z from "zod";
import { WireError } from "../wire/errors.ts";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";
import { numeric, text } from "./values.ts";

const diskRow = z.object({
  devpath: z.string(),
  type: text,
  model: text,
  serial: text,
  size: numeric,
  health: text,
  wearout: numeric,
  used: text,
});

/** A block device; `wearout` is the percentage of its life that is left, `used` what it is used for. */
export type Disk = z.infer<typeof diskRow>;

/** A pool of space that disks make up: a ZFS pool, an LVM volume group or an LVM thin pool; sizes in bytes. */
export interface DiskPool {
  readonly kind: "zfs" | "lvm" | "lvmthin";
  readonly name: string;
  /** ZFS alone: `ONLINE`, `DEGRADED`, `FAULTED`. */
  readonly health: string | undefined;
  readonly size: number | undefined;
  readonly used: number | undefined;
  /** Share of the metadata space in use, thin pools alone: a full one stops all guests on it. */
  readonly metadataUse: number | undefined;
  /** Percent, ZFS alone. */
  readonly fragmentation: number | undefined;
}

/** A node's disks with what is made of them. */
export interface NodeDisks {
  readonly disks: readonly Disk[];
  readonly pools: readonly DiskPool[];
  /** The kinds of pools that could not be asked for, with the reason. */
  readonly unread: readonly string[];
}

const zfsRow = z.object({ name: z.string(), size: numeric, alloc: numeric, frag: numeric, health: text });
const thinRow = z.object({
  lv: z.string(),
  vg: text,
  lv_size: numeric,
  used: numeric,
  metadata_size: numeric,
  metadata_used: numeric,
});
const groupTree = z.object({
  children: z.array(z.object({ name: z.string(), size: numeric, free: numeric })).default([]),
});

/**
 * Reads a node's disks with health and wear, and its pools.
 *
 * Sources: `GET /nodes/{node}/disks/list` (Sys.Audit on the node), `.../zfs`, `.../lvm`, `.../lvmthin` (Sys.Audit on `/`).
 */
export async function nodeDisks(connection: Connection, node: string): Promise<NodeDisks> {
  const where = path`/nodes/${node}/disks`;
  const unread: string[] = [];
  const optional = async (kind: DiskPool["kind"], pools: Promise<readonly DiskPool[]>) => {
    try {
      return await pools;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      unread.push(`${kind} of ${node} (${error.message})`);
      return [];
    }
  };
  const [disks, ...pools] = await Promise.all([
    connection.get(`${where}/list`, z.array(diskRow)),
    optional("zfs", connection.get(`${where}/zfs`, z.array(zfsRow)).then((rows) => rows.map(zfsPool))),
    optional("lvm", connection.get(`${where}/lvm`, groupTree).then((tree) => tree.children.map(volumeGroup))),
    optional(
      "lvmthin",
      connection.get(`${where}/lvmthin`, z.array(thinRow)).then((rows) => rows.map(thinPool)),
    ),
  ]);
  return {
    disks: disks.sort((left, right) => left.devpath.localeCompare(right.devpath)),
    pools: pools.flat(),
    unread,
  };
}

function zfsPool({ name, size, alloc, frag, health }: z.infer<typeof zfsRow>): DiskPool {
  return { kind: "zfs", name, health, size, used: alloc, metadataUse: undefined, fragmentation: frag };
}

function volumeGroup({ name, size, free }: z.infer<typeof groupTree>["children"][number]): DiskPool {
  const used = size === undefined || free === undefined ? undefined : size - free;
  return {
    ...{ kind: "lvm" as const, name, size, used },
    ...{ health: undefined, metadataUse: undefined, fragmentation: undefined },
  };
}

function thinPool(row: z.infer<typeof thinRow>): DiskPool {
  const { metadata_size: size = 0, metadata_used: used } = row;
  return {
    kind: "lvmthin",
    name: row.vg === undefined ? row.lv : `${row.vg}/${row.lv}`,
    health: undefined,
    size: row.lv_size,
    used: row.used,
    metadataUse: used === undefined || size <= 0 ? undefined : used / size,
    fragmentation: undefined,
  };
}

/** What is wrong with a disk, or undefined. */
export function diskTrouble(disk: Disk): string | undefined {
  const { health, wearout } = disk;
  if (health !== undefined && !["PASSED", "OK", "UNKNOWN", ""].includes(health.toUpperCase())) {
    return `SMART says ${health}`;
  }
  return wearout !== undefined && wearout <= 10 ? `${wearout} % of its life left` : undefined;
}

/** What is wrong with a pool, or undefined; from 85 % on space counts as short. */
export function poolTrouble(pool: DiskPool): string | undefined {
  if (pool.health !== undefined && pool.health !== "ONLINE") return pool.health;
  // Volume groups are given away whole to their thin pools.
  if (pool.kind !== "lvm" && pool.size !== undefined && (pool.used ?? 0) > pool.size * 0.85) {
    return "more than 85 % full";
  }
  return (pool.metadataUse ?? 0) > 0.85 ? "metadata more than 85 % full" : undefined;
}
