import { type AnyEndpoint, type Call, type Check, defineEndpoint } from "../../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../../api/failure.ts";
import { choice, flag, integer, NODE, optional, SNAPNAME, STORAGE, text, VMID } from "../../api/schema.ts";
import type { Guest, GuestType } from "../../cluster/guest.ts";
import { parseVolid } from "../../cluster/storage.ts";
import { requireQuorum } from "../../faults/quorum.ts";
import { cloneGuest } from "../../guest/clone.ts";
import { disksOf } from "../../guest/disks.ts";
import { requireFreeId, requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { requireSnapshot } from "../../guest/snapshot.ts";
import { requireStorage } from "../../storage/require_storage.ts";

const COMMON = {
  node: NODE,
  vmid: VMID,
  newid: VMID,
  description: optional(text()),
  pool: optional(text({ format: "pve-poolid" })),
  snapname: optional(SNAPNAME),
  storage: optional(STORAGE),
  full: optional(flag()),
  target: optional(text({ format: "pve-node" })),
  bwlimit: optional(integer({ minimum: 0 })),
} as const;

const MACHINE = { name: optional(text({ format: "dns-name" })), format: choice("raw qcow2 vmdk") } as const;
const CONTAINER = { hostname: optional(text({ format: "dns-name" })) } as const;

type CloneCall = Call<typeof COMMON>;

const CHECK: Check = [
  "and",
  ["perm", "/vms/{vmid}", ["VM.Clone"]],
  ["or", ["perm", "/vms/{newid}", ["VM.Allocate"]], [
    "perm",
    "/pool/{pool}",
    ["VM.Allocate"],
    "require_param",
    "pool",
  ]],
];

/** Copying a guest, for one of the two types. */
export function guestCloneEndpoints(type: GuestType): AnyEndpoint[] {
  return [
    defineEndpoint({
      method: "POST",
      path: `/nodes/{node}/${type}/{vmid}/clone`,
      description: "Create a copy of the guest.",
      permission: { check: CHECK },
      protected: true,
      parameters: { ...COMMON, ...(type === "qemu" ? MACHINE : CONTAINER) },
      handler: (call) => clone(call, type),
    }),
  ];
}

function clone(call: CloneCall, type: GuestType): string {
  const { cluster, params, tasks, identity, node } = call;
  const { vmid, newid } = params;
  const guest = findSource(call, type);
  requireQuorum(call.faults);
  requireUnlocked(guest);
  const full = params.full ?? guest.config["template"] !== 1;
  requireTarget(call, guest);
  if (type === "lxc") requireFreeId(cluster, newid);
  if (type === "lxc" && full && guest.runtime !== undefined && params.snapname === undefined) {
    throw failure("Full clone of a running container is only possible from a snapshot");
  }
  if (!full) requireLinkable(call, guest);
  if (params.storage !== undefined) requireTargetStorage(call, params.storage, full);
  const source = params.snapname === undefined
    ? guest.config
    : requireSnapshot(guest, params.snapname).config;
  const { description, pool, storage } = params;
  if (pool !== undefined && cluster.state.pools[pool] === undefined) throw failure(`no such pool '${pool}'`);
  const { format } = call.given;
  const name = call.given["name"] ?? call.given["hostname"];
  const cloning = {
    ...{ newid, full, source, target: params.target ?? node },
    ...(name === undefined ? {} : { name: String(name) }),
    ...(description === undefined ? {} : { description }),
    ...(pool === undefined ? {} : { pool }),
    ...(storage === undefined ? {} : { storage }),
    ...(format === undefined ? {} : { format: String(format) }),
  };
  return tasks.start({
    node,
    type: type === "qemu" ? "qmclone" : "vzclone",
    id: vmid,
    identity,
    work: async (worker) => {
      // A VM may be copied several times at once; only the copies carry a lock.
      if (type === "lxc") guest.config["lock"] = "disk";
      try {
        await cloneGuest(call, guest, cloning, worker);
      } finally {
        if (type === "lxc") delete guest.config["lock"];
      }
    },
  });
}

/** A machine that is not here has words of its own. */
function findSource(call: CloneCall, type: GuestType): Guest {
  const { cluster, node, params: { vmid } } = call;
  const guest = cluster.guest(vmid);
  if (type === "qemu" && (guest === undefined || guest.type !== type || guest.node !== node)) {
    throw failure(`unable to find configuration file for VM ${vmid} on node '${node}'`);
  }
  return requireGuest(cluster, node, type, vmid);
}

function requireTarget({ cluster, params, node }: CloneCall, guest: Guest): void {
  const { target } = params;
  if (target === undefined || target === node) return;
  if (cluster.node(target) === undefined) throw failure(`no such cluster node '${target}'`);
  for (const disk of disksOf(guest.type, guest.config).filter((one) => !one.isCdrom)) {
    const storage = cluster.storage(parseVolid(disk.volume)?.storage ?? "");
    if (storage?.shared === true) continue;
    throw failure(`can't clone to non-shared storage '${storage?.storage ?? disk.volume}'`);
  }
}

function requireLinkable({ cluster }: CloneCall, guest: Guest): void {
  if (guest.config["template"] === 1) return;
  const [disk] = disksOf(guest.type, guest.config).filter((one) => !one.isCdrom);
  if (guest.type === "lxc") throw failure(`Linked clone feature for '${disk?.volume}' is not available`);
  if (cluster.volume(disk?.volume ?? "", guest.node) === undefined) return;
  throw failure(`Linked clone feature is not supported for '${disk?.volume}' (${disk?.key})`);
}

function requireTargetStorage(call: CloneCall, id: string, full: boolean): void {
  if (!full) throw invalid({ storage: "parameter 'storage' not allowed for linked clones" });
  requireStorage(call.cluster, id, call.params.target ?? call.node);
  const path = `/storage/${id}`;
  if (!call.permissions.has(path, ["Datastore.AllocateSpace"])) {
    throw missingPrivilege(path, ["Datastore.AllocateSpace"]);
  }
}
