import { ANYONE, type Call, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, missingPrivilege } from "../../api/failure.ts";
import { choice, flag, integer, NODE, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import { parseSize } from "../../cluster/property_string.ts";
import { parseVolid, volid, volumePath } from "../../cluster/storage.ts";
import { allocateVolume, freeVolume } from "../../storage/allocate.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import { ownerOf, requireVolumeAccess, volumeOfPath } from "../../storage/volume_path.ts";

const PATH = {
  node: NODE,
  storage: STORAGE,
  volume: text({ description: "Volume identifier" }),
} as const;
const UPDATE_PARAMETERS = { ...PATH, notes: optional(text()), protected: optional(flag()) } as const;
const DELETE_PARAMETERS = { ...PATH, delay: optional(integer({ minimum: 1, maximum: 30 })) } as const;
const ALLOCATE_PARAMETERS = {
  node: NODE,
  storage: STORAGE,
  vmid: VMID,
  filename: text({ description: "The name of the file to create." }),
  size: text({ pattern: "\\d+[MG]?", description: "Size in kilobyte; suffixes 'M' and 'G' are understood." }),
  format: { ...choice("raw qcow2 subvol vmdk"), requires: "size" },
} as const;

const VOLUME_PATH = "/nodes/{node}/storage/{storage}/content/{volume*}";

/** Single volumes of a storage. */
export const storageVolumeEndpoints = [
  defineEndpoint({
    method: "GET",
    path: VOLUME_PATH,
    description: "Get volume attributes",
    permission: ANYONE,
    protected: true,
    parameters: PATH,
    handler: volumeInfo,
  }),
  defineEndpoint({
    method: "PUT",
    path: VOLUME_PATH,
    description: "Update volume attributes",
    permission: ANYONE,
    protected: true,
    parameters: UPDATE_PARAMETERS,
    handler: updateVolume,
  }),
  defineEndpoint({
    method: "DELETE",
    path: VOLUME_PATH,
    description: "Delete volume",
    permission: ANYONE,
    protected: true,
    parameters: DELETE_PARAMETERS,
    handler: deleteVolume,
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/storage/{storage}/content",
    description: "Allocate disk images.",
    permission: needs("/storage/{storage}", "Datastore.AllocateSpace"),
    protected: true,
    parameters: ALLOCATE_PARAMETERS,
    handler: allocate,
  }),
];

function volumeInfo(call: Call<typeof PATH>): Record<string, unknown> {
  const { cluster, node, params } = call;
  const id = volumeOfPath(params.storage, params.volume);
  requireVolumeAccess(call, params.storage, ownerOf(params.volume));
  requireStorage(cluster, params.storage, node);
  const found = cluster.volume(id, node);
  if (found === undefined) throw failure(`volume_size_info on '${id}' failed - no format`);
  const { storage, volume } = found;
  return {
    // Container templates have no image format of their own.
    format: volume.content === "vztmpl" || volume.content === "iso" ? "raw" : volume.format,
    size: volume.size,
    used: volume.used ?? volume.size,
    path: volumePath(storage, volume.name),
    ...(volume.notes === undefined ? {} : { notes: volume.notes }),
    ...(volume.content === "backup" ? { protected: volume.protected === true ? 1 : 0 } : {}),
  };
}

function updateVolume(call: Call<typeof UPDATE_PARAMETERS>): null {
  const { cluster, node, params } = call;
  const id = volumeOfPath(params.storage, params.volume);
  requireVolumeAccess(call, params.storage, ownerOf(params.volume));
  const found = cluster.volume(id, node);
  if (found === undefined) throw failure(`volume '${id}' does not exist`);
  if (params.notes !== undefined) found.volume.notes = params.notes;
  if (params.protected !== undefined) found.volume.protected = params.protected;
  return null;
}

/** Nothing is checked for use: the disk of a running guest goes like any other. */
async function deleteVolume(call: Call<typeof DELETE_PARAMETERS>): Promise<string | null> {
  const { cluster, tasks, node, identity, params } = call;
  const id = volumeOfPath(params.storage, params.volume);
  const name = parseVolid(id)?.name ?? params.volume;
  const owner = ownerOf(name);
  requireDeletable(call, name, owner);
  const storage = requireStorage(cluster, params.storage, node);
  const isOwned = owner !== undefined && !name.startsWith("backup/");
  const upid = tasks.start({
    node,
    type: "imgdel",
    id: isOwned ? `${owner}@${params.storage}` : params.storage,
    identity,
    work: async (worker) => {
      const found = cluster.volume(id, node);
      if (found?.volume.protected === true) {
        throw failure(`cannot remove protected volume '${name}' on '${params.storage}'`);
      }
      await worker.sleep(0.3);
      if (!freeVolume(cluster, id, node)) {
        worker.log(`disk image '${volumePath(storage, name)}' does not exist`);
      }
      worker.log(`Removed volume '${id}'`);
    },
  });
  if (params.delay === undefined) return upid;
  await Promise.race([tasks.ended(upid), cluster.clock.sleep(params.delay)]);
  return tasks.find(upid)?.exitstatus === "OK" ? null : upid;
}

function requireDeletable(
  { permissions, params }: Call<typeof DELETE_PARAMETERS>,
  name: string,
  owner?: number,
): void {
  const path = `/storage/${params.storage}`;
  if (permissions.has(path, ["Datastore.Allocate"])) return;
  const mayBackup = owner !== undefined && permissions.has(`/vms/${owner}`, ["VM.Backup"]);
  if (name.startsWith("backup/") && mayBackup && permissions.has(path, ["Datastore.AllocateSpace"])) return;
  throw missingPrivilege(path, ["Datastore.Allocate"]);
}

function allocate(call: Call<typeof ALLOCATE_PARAMETERS>): string {
  const { cluster, faults, node, params } = call;
  const storage = requireStorage(cluster, params.storage, node);
  const size = /^\d+$/.test(params.size) ? Number(params.size) * 1024 : parseSize(params.size) ?? 0;
  const volume = allocateVolume(cluster, faults, {
    ...{ storage, node, vmid: params.vmid, size },
    type: cluster.guest(params.vmid)?.type ?? "qemu",
    format: params.format ?? /\.(raw|qcow2|vmdk)$/.exec(params.filename)?.[1] ?? "raw",
    name: storage.config["path"] === undefined ? params.filename : `${params.vmid}/${params.filename}`,
  });
  return volid(storage.storage, volume);
}
