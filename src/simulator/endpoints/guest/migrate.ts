import { type AnyEndpoint, type Call, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { choice, flag, integer, NODE, number, optional, text, VMID } from "../../api/schema.ts";
import type { Guest, GuestType } from "../../cluster/guest.ts";
import { parseVolid, servesNode } from "../../cluster/storage.ts";
import { requireQuorum } from "../../faults/quorum.ts";
import { disksOf } from "../../guest/disks.ts";
import { requireGuest } from "../../guest/lookup.ts";
import { localDisks, migrateGuest } from "../../guest/migrate.ts";
import { requireRootFor } from "./root_only.ts";

const PATH = { node: NODE, vmid: VMID } as const;

const MIGRATE_PARAMETERS = {
  ...PATH,
  target: text({ format: "pve-node", description: "Target node." }),
  online: optional(flag()),
} as const;

const QEMU_OPTIONS = {
  force: optional(flag()),
  migration_type: choice("secure insecure"),
  migration_network: optional(text({ format: "CIDR" })),
  "with-local-disks": optional(flag()),
  "with-conntrack-state": optional(flag({ default: 0, since: "9" })),
  targetstorage: optional(text({ format: "storage-pair-list" })),
  bwlimit: optional(integer({ minimum: 0 })),
} as const;

const LXC_OPTIONS = {
  restart: optional(flag()),
  timeout: optional(integer({ default: 180 })),
  "target-storage": optional(text({ format: "storage-pair-list" })),
  bwlimit: optional(number({ minimum: 0 })),
} as const;

/** Moving a guest to another node, and asking where it could go, for one of the two types. */
export function guestMigrateEndpoints(type: GuestType): AnyEndpoint[] {
  const path = `/nodes/{node}/${type}/{vmid}/migrate`;
  const permission = needs("/vms/{vmid}", "VM.Migrate");
  const precheck = defineEndpoint({
    method: "GET",
    path,
    description: "Get preconditions for migration.",
    permission,
    protected: true,
    ...(type === "lxc" ? { since: "9" } as const : {}),
    parameters: { ...PATH, target: optional(text({ format: "pve-node" })) },
    handler: (call) => {
      requireQuorum(call.faults);
      const guest = requireGuest(call.cluster, call.node, type, call.params.vmid);
      return type === "qemu" ? machinePrecheck(call, guest) : containerPrecheck(call, guest);
    },
  });
  const migrate = defineEndpoint({
    method: "POST",
    path,
    description: "Migrate the guest to another node. Creates a new migration task.",
    permission,
    protected: true,
    parameters: { ...MIGRATE_PARAMETERS, ...(type === "qemu" ? QEMU_OPTIONS : LXC_OPTIONS) },
    handler: (call) => startMigration(call, type),
  });
  return [precheck, migrate];
}

function startMigration(call: Call<typeof MIGRATE_PARAMETERS>, type: GuestType): string {
  const { cluster, node, params, given, tasks, identity } = call;
  const { vmid, target } = params;
  const isSet = (key: string) => given[key] === "1" || given[key] === 1 || given[key] === true;
  requireRootFor(call, "force", "migration_type", "migration_network");
  requireQuorum(call.faults);
  if (target === node) throw invalid({ target: "target is local node." });
  if (cluster.node(target) === undefined) throw failure(`no such cluster node '${target}'`);
  const guest = requireGuest(cluster, node, type, vmid);
  requireRunningAllowed(guest, isSet("online"), isSet("restart"));
  const storages = String(given["targetstorage"] ?? given["target-storage"] ?? "").split(",")
    .map((pair) => pair.split(":").at(-1) ?? "").filter((name) => name !== "" && name !== "1");
  for (const name of storages) {
    if (cluster.storage(name) === undefined) throw failure(`storage '${name}' does not exist`);
  }
  const migration = {
    ...{ vmid, type, target },
    online: isSet("online"),
    restart: isSet("restart"),
    withLocalDisks: isSet("with-local-disks"),
    ...(storages[0] === undefined ? {} : { targetStorage: storages[0] }),
  };
  const ha = cluster.state.haResources[`${type === "qemu" ? "vm" : "ct"}:${vmid}`];
  if (ha === undefined) {
    return tasks.start({
      ...{ node, id: vmid, identity },
      type: type === "qemu" ? "qmigrate" : "vzmigrate",
      work: (worker) => migrateGuest(call, migration, worker),
    });
  }
  return queueMigration(call, { ...migration, online: true, restart: true, withLocalDisks: true });
}

/** A managed guest is moved by the manager, a while after the task has ended. */
function queueMigration(call: CallContext, migration: Parameters<typeof migrateGuest>[1]): string {
  const { node, tasks, identity } = call;
  const { vmid, type } = migration;
  return tasks.start({
    ...{ node, id: vmid, identity, type: "hamigrate" },
    work: async (worker) => {
      worker.log(
        `Requesting HA migration for ${type === "qemu" ? "VM" : "CT"} ${vmid} to node ${migration.target}`,
      );
      await worker.sleep(1);
      tasks.start({
        ...{ node, id: vmid, identity: { userid: "root@pam" } },
        type: type === "qemu" ? "qmigrate" : "vzmigrate",
        work: (inner) => migrateGuest(call, migration, inner),
      });
    },
  });
}

function requireRunningAllowed(guest: Guest, online: boolean, restart: boolean): void {
  if (guest.runtime === undefined) return;
  if (guest.type === "qemu" && !online) throw failure("can't migrate running VM without --online");
  if (guest.type === "lxc" && !online && !restart) {
    throw failure("can't migrate running container without --online or --restart");
  }
}

/** Nodes that have every storage of the guest; being offline does not count. */
function storagesMissing(call: CallContext, guest: Guest, target: string): string[] {
  const ids = disksOf(guest.type, guest.config).map((disk) => parseVolid(disk.volume)?.storage);
  const storages = [...new Set(ids)].map((id) => call.cluster.storage(id ?? ""));
  return storages.flatMap((storage) =>
    storage === undefined || servesNode(storage, target) ? [] : [storage.storage]
  );
}

function otherNodes(call: CallContext): string[] {
  return call.cluster.nodes().map((node) => node.name).filter((name) => name !== call.node);
}

/** An allowed node stands among the others too, with nothing against it. */
function machinePrecheck(call: CallContext, guest: Guest): Record<string, unknown> {
  const others = otherNodes(call).map((name) => [name, storagesMissing(call, guest, name)] as const);
  const allowed = others.filter(([, missing]) => missing.length === 0).map(([name]) => name);
  const against = others.map(([name, missing]) =>
    [name, missing.length === 0 ? {} : { unavailable_storages: missing }] as const
  );
  return {
    running: guest.runtime === undefined ? 0 : 1,
    "has-dbus-vmstate": 1,
    allowed_nodes: allowed,
    not_allowed_nodes: Object.fromEntries(against),
    local_disks: localDisks(call, guest).map((disk) => ({
      volid: disk.volume,
      size: disk.size ?? 0,
      drivename: disk.key,
      ...{ cdrom: 0, shared: 0, replicate: 1, is_attached: 1, is_vmstate: 0 },
      is_unused: disk.key.startsWith("unused") ? 1 : 0,
      is_cloudinit: disk.volume.includes("cloudinit") ? 1 : 0,
      is_tpmstate: disk.key === "tpmstate0" ? 1 : 0,
    })),
    local_resources: Object.keys(guest.config).filter((key) => /^(hostpci|usb)\d+$/.test(key)),
    "mapped-resources": [],
    "mapped-resource-info": {},
  };
}

function containerPrecheck(call: CallContext, guest: Guest): Record<string, unknown> {
  const fits = otherNodes(call).filter((name) => storagesMissing(call, guest, name).length === 0);
  return { running: guest.runtime === undefined ? 0 : 1, "allowed-nodes": fits, "not-allowed-nodes": {} };
}
