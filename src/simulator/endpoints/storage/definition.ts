import { ANYONE, type Call, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import {
  DIGEST,
  flag,
  integer,
  optional,
  optionals,
  type ParameterMap,
  STORAGE,
  text,
} from "../../api/schema.ts";
import { digestOf } from "../../cluster/digest.ts";
import type { Storage } from "../../cluster/storage.ts";
import { requireClusterLock } from "../../faults/quorum.ts";

const TYPES = "btrfs cephfs cifs dir esxi iscsi iscsidirect lvm lvmthin nfs pbs rbd zfs zfspool".split(" ");

/** What may be changed later. */
const CHANGEABLE: ParameterMap = {
  content: optional(text({ format: "pve-storage-content-list" })),
  nodes: optional(text({ format: "pve-node-list" })),
  port: optional(integer({ minimum: 1, maximum: 65535 })),
  ...optionals(
    () => flag(),
    "disable shared sparse mkdir create-base-path create-subdirs krbd nowritecache saferemove",
  ),
  ...optionals(
    () => text(),
    "format options prune-backups server username password domain fingerprint namespace encryption-key " +
      "preallocation pool mountpoint subdir is_mountpoint bwlimit content-dirs smbversion blocksize",
  ),
  "max-protected-backups": optional(integer({ minimum: -1 })),
};

/** What is fixed once the storage is defined. */
const FIXED: ParameterMap = optionals(
  () => text(),
  "path export vgname thinpool datastore portal target share base monhost",
);

/** What each type cannot do without. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  dir: ["path"],
  btrfs: ["path"],
  nfs: ["server", "export"],
  cifs: ["server", "share"],
  lvm: ["vgname"],
  lvmthin: ["vgname", "thinpool"],
  zfspool: ["pool"],
  pbs: ["server", "datastore", "username", "password"],
  iscsi: ["portal", "target"],
};

const CREATE_PARAMETERS = { storage: STORAGE, type: text({ enum: TYPES }), ...FIXED, ...CHANGEABLE };
const UPDATE_PARAMETERS = {
  storage: STORAGE,
  ...CHANGEABLE,
  digest: DIGEST,
  delete: optional(text({ format: "pve-configid-list" })),
};

/** The storage definitions of the cluster. */
export const storageDefinitionEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/storage",
    description: "Storage index.",
    permission: ANYONE,
    parameters: { type: optional(text({ enum: TYPES })) },
    handler: ({ cluster, permissions, params }) =>
      Object.values(cluster.state.storages)
        .filter(({ storage }) =>
          permissions.has(`/storage/${storage}`, ["Datastore.Audit", "Datastore.AllocateSpace"], true)
        )
        .filter((storage) => params.type === undefined || storage.type === params.type)
        .map((storage) => definition(cluster.state.storages, storage)),
  }),
  defineEndpoint({
    method: "GET",
    path: "/storage/{storage}",
    description: "Read storage configuration.",
    permission: needs("/storage/{storage}", "Datastore.Allocate"),
    parameters: { storage: STORAGE },
    handler: ({ cluster, params }) => {
      const storage = cluster.storage(params.storage);
      if (storage === undefined) throw failure(`storage '${params.storage}' does not exist`);
      return definition(cluster.state.storages, storage);
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/storage",
    description: "Create a new storage.",
    permission: needs("/storage", "Datastore.Allocate"),
    protected: true,
    parameters: CREATE_PARAMETERS,
    handler: (call) => createStorage(call, String(call.params.storage), String(call.params["type"])),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/storage/{storage}",
    description: "Update storage configuration.",
    permission: needs("/storage/{storage}", "Datastore.Allocate"),
    protected: true,
    parameters: UPDATE_PARAMETERS,
    handler: (call) => updateStorage(call, String(call.params.storage)),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/storage/{storage}",
    description: "Delete storage configuration.",
    permission: needs("/storage", "Datastore.Allocate"),
    protected: true,
    parameters: { storage: STORAGE },
    handler: async ({ cluster, faults, params }: Call<{ readonly storage: typeof STORAGE }>) => {
      await requireClusterLock(faults, cluster.clock, "file-storage_cfg", "delete storage failed: ");
      if (cluster.storage(params.storage) === undefined) {
        throw failure(`delete storage failed: storage '${params.storage}' does not exist`);
      }
      delete cluster.state.storages[params.storage];
      return null;
    },
  }),
];

/** A definition as it is shown: without secrets, with the digest of the whole file. */
function definition(all: Record<string, Storage>, storage: Storage): Record<string, unknown> {
  const digest = digestOf(
    Object.values(all).map(({ storage: id, type, config, content }) => [id, type, config, content]),
  );
  const { password: _, "encryption-key": __, ...config } = storage.config;
  return {
    storage: storage.storage,
    type: storage.type,
    content: storage.content.join(","),
    ...config,
    ...(storage.shared && !["nfs", "pbs", "cifs", "rbd", "cephfs"].includes(storage.type)
      ? { shared: 1 }
      : {}),
    digest,
  };
}

const SHARED_TYPES = new Set(["nfs", "cifs", "pbs", "rbd", "cephfs", "iscsi"]);
const HANDLED = new Set(["storage", "type", "content", "shared", "digest", "delete"]);

async function createStorage(call: CallContext, id: string, type: string): Promise<Record<string, string>> {
  const { cluster, given } = call;
  for (const key of REQUIRED[type] ?? []) {
    if (given[key] === undefined) throw invalid({ [key]: "property is missing and it is not optional" });
  }
  await requireClusterLock(call.faults, cluster.clock, "file-storage_cfg", "create storage failed: ");
  if (cluster.storage(id) !== undefined) {
    throw failure(`create storage failed: storage ID '${id}' already defined`);
  }
  const shared = SHARED_TYPES.has(type) || given["shared"] === "1" || given["shared"] === true;
  const space = { total: 100 * 1024 ** 3, used: 1024 ** 3 };
  cluster.state.storages[id] = {
    storage: id,
    type,
    config: optionsOf(given),
    content: splitList(String(given["content"] ?? "images,rootdir")),
    shared,
    space: shared
      ? { "": space }
      : Object.fromEntries(cluster.nodes().map(({ name }) => [name, { ...space }])),
    volumes: [],
  };
  return { storage: id, type };
}

async function updateStorage(call: CallContext, id: string): Promise<Record<string, string>> {
  const { cluster, given } = call;
  await requireClusterLock(call.faults, cluster.clock, "file-storage_cfg", "update storage failed: ");
  const storage = cluster.storage(id);
  if (storage === undefined) throw failure(`update storage failed: storage '${id}' does not exist`);
  Object.assign(storage.config, optionsOf(given));
  for (const key of splitList(String(given["delete"] ?? ""))) delete storage.config[key];
  if (given["content"] !== undefined) storage.content = splitList(String(given["content"]));
  return { storage: id, type: storage.type };
}

function optionsOf(given: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const flags = new Set(["disable", "sparse", "mkdir", "krbd"]);
  return Object.fromEntries(
    Object.entries(given).filter(([key]) => !HANDLED.has(key))
      .map((
        [key, value],
      ) => [key, flags.has(key) ? (value === "1" || value === true ? 1 : 0) : String(value)]),
  );
}
