import { type Call, defineEndpoint, needsAny } from "../../api/endpoint.ts";
import { NODE, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import type { Volume } from "../../cluster/storage.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import { volumeRow } from "../../storage/volume_row.ts";

const PARAMETERS = {
  node: NODE,
  storage: STORAGE,
  content: optional(text({ format: "pve-storage-content", description: "Only list content of this type." })),
  vmid: optional(VMID),
} as const;

/** The volumes of a storage. */
export const storageContentEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/storage/{storage}/content",
    description: "List storage content.",
    permission: needsAny("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace"),
    protected: true,
    parameters: PARAMETERS,
    handler: listContent,
  }),
];

function listContent(call: Call<typeof PARAMETERS>): Record<string, unknown>[] {
  const { cluster, node, params, permissions } = call;
  const storage = requireStorage(cluster, params.storage, node);
  const isVisible = (volume: Volume) =>
    volume.content !== "backup" || volume.vmid === undefined ||
    permissions.has(`/storage/${storage.storage}`, ["Datastore.Allocate", "Datastore.Audit"], true) ||
    permissions.has(`/vms/${volume.vmid}`, ["VM.Backup"]);
  return cluster.volumesOn(storage, node)
    .filter((volume) => params.content === undefined || volume.content === params.content)
    .filter((volume) => params.vmid === undefined || volume.vmid === params.vmid)
    .filter(isVisible)
    .map((volume) => volumeRow(storage, volume));
}
