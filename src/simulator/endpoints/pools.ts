import { ANYONE, type Call, type CallContext, defineEndpoint, needs } from "../api/endpoint.ts";
import { failure, missingPrivilege } from "../api/failure.ts";
import { splitList } from "../api/formats.ts";
import { choice, flag, optional, text } from "../api/schema.ts";
import type { Pool } from "../cluster/state.ts";
import { requireClusterLock } from "../faults/quorum.ts";
import { guestRow, storageRow } from "../resources/rows.ts";

const POOLID = text({ format: "pve-poolid" });
const TYPE = choice("qemu lxc storage");
const LIST_PARAMETERS = { poolid: optional(POOLID), type: { ...TYPE, requires: "poolid" } } as const;
const PATH = { poolid: POOLID } as const;
const CREATE_PARAMETERS = { poolid: POOLID, comment: optional(text()) } as const;
const UPDATE_PARAMETERS = {
  poolid: POOLID,
  comment: optional(text()),
  vms: optional(
    text({ format: "pve-vmid-list", description: "List of guest VMIDs to add or remove from this pool." }),
  ),
  storage: optional(text({ format: "pve-storage-id-list" })),
  delete: optional(flag({ default: 0, description: "Remove the passed VMIDs and/or storage IDs." })),
  "allow-move": optional(flag({ default: 0 })),
} as const;

const ALLOCATE = needs("/pool/{poolid}", "Pool.Allocate");
const update = {
  method: "PUT",
  description: "Update pool.",
  permission: ALLOCATE,
  protected: true,
  parameters: UPDATE_PARAMETERS,
  handler: updatePool,
} as const;
const remove = {
  method: "DELETE",
  description: "Delete pool.",
  permission: ALLOCATE,
  protected: true,
  parameters: PATH,
  handler: deletePool,
} as const;

/** Pools of guests and storages; changing one has an old path and a new one. */
export const poolEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/pools",
    description: "List pools or get pool configuration.",
    permission: ANYONE,
    parameters: LIST_PARAMETERS,
    handler: listPools,
  }),
  defineEndpoint({
    method: "GET",
    path: "/pools/{poolid}",
    description: "Get pool configuration (deprecated, no support for nested pools).",
    permission: needs("/pool/{poolid}", "Pool.Audit"),
    parameters: { poolid: POOLID, type: TYPE },
    handler: (call) => describePool(call, call.params.poolid, call.params.type),
  }),
  defineEndpoint({
    method: "POST",
    path: "/pools",
    description: "Create new pool.",
    permission: ALLOCATE,
    protected: true,
    parameters: CREATE_PARAMETERS,
    handler: async ({ cluster, faults, params: { poolid, comment } }) => {
      await requireClusterLock(faults, cluster.clock, "file-user_cfg", "create pool failed: ");
      if (cluster.state.pools[poolid] !== undefined) {
        throw failure(`create pool failed: pool '${poolid}' already exists`);
      }
      cluster.state.pools[poolid] = { vms: [], storage: [], ...(comment === undefined ? {} : { comment }) };
    },
  }),
  defineEndpoint({ ...update, path: "/pools" }),
  defineEndpoint({ ...update, path: "/pools/{poolid}" }),
  defineEndpoint({ ...remove, path: "/pools" }),
  defineEndpoint({ ...remove, path: "/pools/{poolid}" }),
];

function listPools(call: Call<typeof LIST_PARAMETERS>): Record<string, unknown>[] {
  const { cluster, permissions, params: { poolid, type } } = call;
  if (poolid !== undefined) {
    const path = `/pool/${poolid}`;
    if (!permissions.has(path, ["Pool.Audit"])) throw missingPrivilege(path, ["Pool.Audit"]);
    return [describePool(call, poolid, type)];
  }
  return Object.entries(cluster.state.pools)
    .filter(([id]) => permissions.has(`/pool/${id}`, ["Pool.Audit"]))
    .map(([id, pool]) => ({ poolid: id, ...(pool.comment === undefined ? {} : { comment: pool.comment }) }));
}

function describePool(call: CallContext, poolid: string, type: string | undefined): Record<string, unknown> {
  const pool = requirePool(call, poolid);
  const guests = pool.vms.flatMap((vmid) => {
    const guest = call.cluster.guest(vmid);
    return guest === undefined ? [] : [guestRow(call, guest, undefined)];
  });
  const storages = pool.storage.flatMap((id) =>
    call.cluster.nodes().filter(({ name }) =>
      call.cluster.storagesOn(name).some(({ storage }) => storage === id)
    )
      .map(({ name }) => storageRow(call, name, id))
  );
  const members = [...guests, ...storages].filter((member) => type === undefined || member["type"] === type);
  return { poolid, ...(pool.comment === undefined ? {} : { comment: pool.comment }), members };
}

function requirePool({ cluster }: Pick<CallContext, "cluster">, poolid: string, prefix = ""): Pool {
  const pool = cluster.state.pools[poolid];
  if (pool === undefined) throw failure(`${prefix}pool '${poolid}' does not exist`);
  return pool;
}

async function updatePool(call: Call<typeof UPDATE_PARAMETERS>): Promise<null> {
  const { cluster, params } = call;
  const prefix = "update pools failed: ";
  await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", prefix);
  const pool = requirePool(call, params.poolid, prefix);
  if (params.comment !== undefined) pool.comment = params.comment;
  for (const vmid of splitList(params.vms ?? "").map(Number)) changeGuest(call, pool, vmid, prefix);
  for (const id of splitList(params.storage ?? "")) changeStorage(call, pool, id, prefix);
  return null;
}

function changeGuest(call: Call<typeof UPDATE_PARAMETERS>, pool: Pool, vmid: number, prefix: string): void {
  const { cluster, params } = call;
  if (params.delete === true) {
    if (!pool.vms.includes(vmid)) throw failure(`${prefix}VM ${vmid} is not a pool member`);
    pool.vms = pool.vms.filter((one) => one !== vmid);
    return;
  }
  const current = cluster.poolOf(vmid);
  if (current === params.poolid) throw failure(`${prefix}VM ${vmid} is already a pool member`);
  if (current !== undefined && params["allow-move"] !== true) {
    throw failure(`${prefix}VM ${vmid} belongs already to pool '${current}' and 'allow-move' is not set`);
  }
  const old = current === undefined ? undefined : cluster.state.pools[current];
  if (old !== undefined) old.vms = old.vms.filter((one) => one !== vmid);
  pool.vms.push(vmid);
}

function changeStorage(call: Call<typeof UPDATE_PARAMETERS>, pool: Pool, id: string, prefix: string): void {
  if (call.params.delete === true) {
    if (!pool.storage.includes(id)) throw failure(`${prefix}Storage '${id}' is not a pool member`);
    pool.storage = pool.storage.filter((one) => one !== id);
  } else if (pool.storage.includes(id)) throw failure(`${prefix}Storage '${id}' is already a pool member`);
  else pool.storage.push(id);
}

async function deletePool(call: Call<typeof PATH>): Promise<null> {
  const { cluster, params: { poolid } } = call;
  await requireClusterLock(call.faults, cluster.clock, "file-user_cfg", "delete pool failed: ");
  const pool = requirePool(call, poolid, "delete pool failed: ");
  const [first] = pool.vms.filter((vmid) => cluster.guest(vmid) !== undefined);
  if (first !== undefined) {
    throw failure(`delete pool failed: pool '${poolid}' is not empty (contains VM ${first})`);
  }
  const [storage] = pool.storage;
  if (storage !== undefined) {
    throw failure(`delete pool failed: pool '${poolid}' is not empty (contains storage '${storage}')`);
  }
  delete cluster.state.pools[poolid];
  return null;
}
