import { ANYONE, type Call, type CallContext, defineEndpoint, needsAny } from "../../api/endpoint.ts";
import { invalid } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, NODE, optional, STORAGE, text } from "../../api/schema.ts";
import { isDisabled, type Storage } from "../../cluster/storage.ts";
import { freeSpace } from "../../storage/space.ts";

const READERS = ["Datastore.Audit", "Datastore.AllocateSpace"];

const LIST_PARAMETERS = {
  node: NODE,
  storage: optional(STORAGE),
  content: optional(text({ format: "pve-storage-content-list" })),
  enabled: optional(flag({ default: 0 })),
  target: optional(text({ format: "pve-node" })),
  format: optional(flag({ default: 0 })),
} as const;

const STATUS_PARAMETERS = { node: NODE, storage: STORAGE } as const;

/** The storages of a node and how full they are. */
export const storageListEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/storage",
    description: "Get status for all datastores.",
    permission: ANYONE,
    protected: true,
    parameters: LIST_PARAMETERS,
    handler: listStorages,
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/storage/{storage}/status",
    description: "Read storage status.",
    permission: needsAny("/storage/{storage}", ...READERS),
    protected: true,
    parameters: STATUS_PARAMETERS,
    handler: storageStatus,
  }),
];

function listStorages(call: Call<typeof LIST_PARAMETERS>): Record<string, unknown>[] {
  const { cluster, node, permissions, params } = call;
  const wanted = params.content === undefined ? [] : splitList(params.content);
  return cluster.storagesOn(node)
    .filter((storage) => permissions.has(`/storage/${storage.storage}`, READERS, true))
    .filter((storage) => params.storage === undefined || storage.storage === params.storage)
    .filter((storage) => wanted.length === 0 || wanted.some((content) => storage.content.includes(content)))
    .filter((storage) => params.enabled !== true || !isDisabled(storage))
    .filter((storage) => params.target === undefined || cluster.storagesOn(params.target).includes(storage))
    .map((storage) => ({
      storage: storage.storage,
      ...statusOf(call, storage),
      ...fraction(call, storage),
      ...(params.format === true ? { formats: formatsOf(storage) } : {}),
    }));
}

function storageStatus(call: Call<typeof STATUS_PARAMETERS>): Record<string, unknown> {
  const storage = call.cluster.storagesOn(call.node).find((candidate) =>
    candidate.storage === call.params.storage
  );
  if (storage === undefined) throw invalid({ storage: "No such storage." });
  return statusOf(call, storage);
}

function statusOf({ faults, node }: CallContext, storage: Storage): Record<string, unknown> {
  const enabled = !isDisabled(storage);
  const { total, used, avail } = freeSpace(faults, storage, node);
  const active = enabled && total > 0;
  return {
    type: storage.type,
    content: storage.content.join(","),
    shared: storage.shared ? 1 : 0,
    enabled: enabled ? 1 : 0,
    active: active ? 1 : 0,
    ...(active ? { total, used, avail } : { total: 0, used: 0, avail: 0 }),
  };
}

function fraction({ faults, node }: CallContext, storage: Storage): Record<string, number> {
  const { total, used } = freeSpace(faults, storage, node);
  return total > 0 && !isDisabled(storage) ? { used_fraction: used / total } : {};
}

function formatsOf(storage: Storage): Record<string, unknown> {
  if (["lvmthin", "lvm", "zfspool", "rbd", "iscsi"].includes(storage.type)) {
    return { supported: storage.type === "zfspool" ? ["raw", "subvol"] : ["raw"], default: "raw" };
  }
  return { supported: ["raw", "qcow2", "vmdk", "subvol"], default: "qcow2" };
}
