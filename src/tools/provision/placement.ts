import { formatBytes } from "../../text/bytes.ts";
import { ExplainedError } from "../../text/explained.ts";
import type { Proxmox } from "../../proxmox/proxmox.ts";
import type { NodeRow, StorageRow } from "../../proxmox/resources.ts";
import { knownNode } from "../node_reference.ts";
import { storageAt } from "../storage_reference.ts";

/** No node or storage fits what is to be made. */
export class PlacementError extends ExplainedError {
  override readonly name = "PlacementError";
}

/**
 * Chooses the node for something new: the one that is named, else the configured one, else of those that are online the
 * one with the most free memory.
 *
 * `storages` are those that the node has to have.
 *
 * @throws {PlacementError} when there is none; {UnknownNodeError} for a name that the cluster does not know.
 */
export async function nodeFor(
  proxmox: Proxmox,
  node: string | undefined,
  storages: readonly (string | undefined)[],
): Promise<string> {
  const { nodes, storages: rows } = await proxmox.resources({ fresh: true });
  const needed = storages.filter((storage) => storage !== undefined);
  for (const storage of needed) await storageAt(proxmox, storage, node);
  const has = (name: string) =>
    needed.every((storage) => rows.some((row) => row.storage === storage && row.node === name));
  if (node !== undefined) return (await knownNode(proxmox, node)).node;
  const { defaultNode } = proxmox;
  if (defaultNode !== undefined && has(defaultNode)) return (await knownNode(proxmox, defaultNode)).node;
  const [first] = nodes.filter((row) => row.status === "online" && has(row.node))
    .sort((left, right) => freeMemory(right) - freeMemory(left));
  if (first !== undefined) return first.node;
  throw new PlacementError(
    needed.length === 0
      ? "No node is online."
      : `No node that is online has the storage ${needed.join(" and ")}.`,
    { remedy: "proxmox_node_list and proxmox_storage_list show what there is." },
  );
}

function freeMemory({ maxmem = 0, mem = 0 }: NodeRow): number {
  return maxmem - mem;
}

/**
 * Chooses the storage on a node for one kind of content: the one that is named, else the one with the most free space.
 *
 * @throws {PlacementError} when none takes that kind; {UnknownStorageError} for a name that the node does not have.
 */
export async function storageFor(
  proxmox: Proxmox,
  node: string,
  content: "images" | "rootdir" | "vztmpl" | "iso" | "import",
  storage: string | undefined,
): Promise<string> {
  const { storages } = await proxmox.resources();
  const here = storages.filter((row) => row.node === node && row.content.includes(content));
  if (storage !== undefined) {
    const named = await storageAt(proxmox, storage, node);
    if (named.content.includes(content)) return named.storage;
    throw new PlacementError(`The storage ${storage} takes no ${words[content]}.`, {
      remedy: suggestion(here, node, content),
    });
  }
  const [first] = here.filter((row) => row.status === "available")
    .sort((left, right) => freeSpace(right) - freeSpace(left));
  if (first !== undefined) return first.storage;
  throw new PlacementError(`No storage on ${node} takes ${words[content]}.`, {
    remedy: suggestion(here, node, content),
  });
}

const words = {
  images: "disks of VMs (content images)",
  rootdir: "disks of containers (content rootdir)",
  vztmpl: "container templates (content vztmpl)",
  iso: "ISO images (content iso)",
  import: "disk images to import (content import)",
} as const;

function suggestion(rows: readonly StorageRow[], node: string, content: string): string {
  if (rows.length === 0) {
    return `The owner allows it on a storage: Datacenter, Storage, Edit, Content (or PUT /storage/{storage} content=...,${content}).`;
  }
  return `On ${node} these do: ${
    rows.map((row) => `${row.storage} (${formatBytes(freeSpace(row))} free)`).join(", ")
  }.`;
}

function freeSpace({ maxdisk = 0, disk = 0 }: StorageRow): number {
  return maxdisk - disk;
}
