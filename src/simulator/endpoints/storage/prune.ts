import { ANYONE, type Call, defineEndpoint, needsAny } from "../../api/endpoint.ts";
import { missingPrivilege } from "../../api/failure.ts";
import { choice, NODE, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import { formatPropertyString, parsePropertyString } from "../../cluster/property_string.ts";
import { volid } from "../../cluster/storage.ts";
import { type PruneMark, pruneMarks } from "../../backup/prune.ts";
import { requireStorage } from "../../storage/require_storage.ts";

const PARAMETERS = {
  node: NODE,
  storage: STORAGE,
  "prune-backups": optional(text({ format: "prune-backups" })),
  type: choice("qemu lxc"),
  vmid: optional(VMID),
} as const;

/** Which backups the retention rules would remove, and removing them. */
export const storagePruneEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/storage/{storage}/prunebackups",
    description: "Get prune information for backups.",
    permission: needsAny("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace"),
    protected: true,
    parameters: PARAMETERS,
    handler: (call) =>
      marksOf(call).map(({ volume, mark }) => ({
        volid: volid(call.params.storage, volume),
        ctime: volume.ctime,
        mark,
        type: volume.subtype ?? "unknown",
        ...(volume.vmid === undefined ? {} : { vmid: volume.vmid }),
      })),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/nodes/{node}/storage/{storage}/prunebackups",
    description: "Prune backups. Only those using the standard naming scheme are considered.",
    permission: ANYONE,
    protected: true,
    parameters: PARAMETERS,
    handler: pruneNow,
  }),
];

function marksOf(call: Call<typeof PARAMETERS>): PruneMark[] {
  const { cluster, node, params } = call;
  const storage = requireStorage(cluster, params.storage, node);
  const rules = params["prune-backups"] ?? String(storage.config["prune-backups"] ?? "keep-all=1");
  const normal = formatPropertyString(parsePropertyString(rules, "keep-last"));
  return pruneMarks(cluster.volumesOn(storage, node), normal, { vmid: params.vmid, type: params.type });
}

function pruneNow(call: Call<typeof PARAMETERS>): string {
  const { cluster, node, params, permissions, tasks, identity } = call;
  const path = `/storage/${params.storage}`;
  if (!permissions.has(path, ["Datastore.Allocate"])) throw missingPrivilege(path, ["Datastore.Allocate"]);
  const storage = requireStorage(cluster, params.storage, node);
  return tasks.start({
    node,
    type: "prunebackups",
    id: params.vmid === undefined ? params.storage : `${params.vmid}@${params.storage}`,
    identity,
    work: async (worker) => {
      for (const { volume, mark } of marksOf(call)) {
        await worker.sleep(0.1);
        if (mark === "remove") storage.volumes = storage.volumes.filter((one) => one !== volume);
        worker.log(`${mark.padEnd(9)} ${volid(storage.storage, volume)}`);
      }
    },
  });
}
