import { ANYONE, type Call, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { failure, forbidden, invalid, missingPrivilege } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { choice, flag, integer, list, NODE, optional, STORAGE, text } from "../../api/schema.ts";
import { isRoot } from "../../cluster/identity.ts";
import { backUp, type BackupOrder } from "../../backup/vzdump.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import { requireVolumeAccess } from "../../storage/volume_path.ts";

/** The options of a backup, shared by a backup at once and by backup jobs. */
export const BACKUP_OPTIONS = {
  vmid: optional(
    text({ format: "pve-vmid-list", description: "The ID of the guest system you want to backup." }),
  ),
  all: optional(flag({ default: 0 })),
  exclude: optional(text({ format: "pve-vmid-list" })),
  pool: optional(text()),
  storage: optional(STORAGE),
  mode: choice("snapshot suspend stop"),
  compress: choice("0 1 gzip lzo zstd"),
  "notes-template": optional(text({ maxLength: 1024, requires: "storage" })),
  "prune-backups": optional(text({ format: "prune-backups" })),
  protected: optional(flag({ requires: "storage" })),
  remove: optional(flag({ default: 1 })),
  bwlimit: optional(integer({ minimum: 0 })),
  ionice: optional(integer({ minimum: 0, maximum: 8 })),
  lockwait: optional(integer({ minimum: 0 })),
  stopwait: optional(integer({ minimum: 0 })),
  pigz: optional(integer()),
  zstd: optional(integer()),
  mailnotification: choice("always failure"),
  "notification-mode": choice("auto legacy-sendmail notification-system"),
  "pbs-change-detection-mode": choice("legacy data metadata"),
  "exclude-path": optional(list()),
  quiet: optional(flag()),
  stdexcludes: optional(flag()),
  stop: optional(flag()),
  mailto: optional(text()),
  fleecing: optional(text()),
  performance: optional(text()),
  tmpdir: optional(text()),
  dumpdir: optional(text()),
  script: optional(text()),
} as const;

const PARAMETERS = {
  node: NODE,
  ...BACKUP_OPTIONS,
  stdout: optional(flag()),
  "job-id": optional(text({ maxLength: 50 })),
} as const;
const EXTRACT_PARAMETERS = { node: NODE, volume: text({ description: "Volume identifier" }) } as const;

/** Backing guests up now, and what a backup contains. */
export const vzdumpEndpoints = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/vzdump",
    description: "Create backup.",
    permission: {
      ...ANYONE,
      description: "VM.Backup on each guest and Datastore.AllocateSpace on the storage.",
    },
    protected: true,
    parameters: PARAMETERS,
    handler: vzdump,
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/vzdump/defaults",
    description: "Get the currently configured vzdump defaults.",
    permission: ANYONE,
    parameters: { node: NODE, storage: optional(STORAGE) },
    handler: () => ({
      compress: "0",
      ionice: 7,
      lockwait: 180,
      mode: "snapshot",
      stopwait: 10,
      "prune-backups": { "keep-all": "1" },
    }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/vzdump/extractconfig",
    description: "Extract configuration from vzdump backup archive.",
    permission: ANYONE,
    protected: true,
    parameters: EXTRACT_PARAMETERS,
    handler: (call) => {
      const found = call.cluster.volume(call.params.volume, call.node);
      requireVolumeAccess(call, call.params.volume.split(":")[0] ?? "", found?.volume.vmid);
      if (found?.volume.guestConfig === undefined) {
        throw failure(`volume '${call.params.volume}' does not exist`);
      }
      return found.volume.guestConfig;
    },
  }),
];

/** Nothing on this node of a given list: the answer is the word OK, and nothing is backed up. */
function vzdump(call: Call<typeof PARAMETERS>): string {
  const { cluster, node, params, tasks, identity, given } = call;
  requireSelection(params);
  const selection = select(call);
  requireRights(call, selection.vmids, params.storage);
  const here = selection.vmids.filter((vmid) => (cluster.guest(vmid)?.node ?? node) === node);
  if (selection.isList && here.length === 0) return "OK";
  const storage = requireStorage(cluster, params.storage ?? "local", node);
  if (!storage.content.includes("backup")) {
    throw failure(`storage '${storage.storage}' is not configured for content-type 'backup'`);
  }
  const words = Object.entries(given).filter(([key]) => key !== "vmid").map(([key, value]) =>
    `--${key} ${value}`
  );
  const order: BackupOrder = {
    vmids: here,
    storage,
    mode: params.mode === "stop" ? "stop" : params.mode === "suspend" ? "suspend" : "snapshot",
    compress: params.compress ?? "0",
    protected: params.protected === true,
    command: ["vzdump", ...(params.vmid === undefined ? [] : [here.join(" ")]), ...words.toSorted()].join(
      " ",
    ),
    ...(params["notes-template"] === undefined ? {} : { notes: params["notes-template"] }),
    ...(params["prune-backups"] === undefined ? {} : { prune: params["prune-backups"] }),
  };
  return tasks.start({
    node,
    type: "vzdump",
    id: selection.isList && here.length === 1 ? here[0] ?? "" : "",
    identity,
    work: (worker) => backUp(call, order, worker),
  });
}

function requireSelection(params: Call<typeof PARAMETERS>["params"]): void {
  if (params.vmid !== undefined || params.all === true || params.pool !== undefined) return;
  throw invalid({ vmid: "property is missing" });
}

function select(call: Call<typeof PARAMETERS>): { readonly vmids: number[]; readonly isList: boolean } {
  const { cluster, node, params } = call;
  const excluded = new Set(splitList(params.exclude ?? "").map(Number));
  if (params.vmid !== undefined) return { vmids: splitList(params.vmid).map(Number), isList: true };
  const pool = params.pool === undefined ? undefined : cluster.state.pools[params.pool];
  if (params.pool !== undefined && pool === undefined) throw failure(`no such pool '${params.pool}'`);
  const candidates = cluster.guestsOn(node).map((guest) => guest.vmid);
  const wanted = pool === undefined ? candidates : candidates.filter((vmid) => pool.vms.includes(vmid));
  return { vmids: wanted.filter((vmid) => !excluded.has(vmid)), isList: false };
}

function requireRights(call: CallContext, vmids: readonly number[], storage: string | undefined): void {
  const { permissions, identity, given } = call;
  for (const key of ["tmpdir", "dumpdir", "script", "job-id"]) {
    if (given[key] !== undefined && !isRoot(identity)) throw forbidden(`only root may set '${key}'`);
  }
  for (const vmid of vmids) {
    if (!permissions.has(`/vms/${vmid}`, ["VM.Backup"])) {
      throw missingPrivilege(`/vms/${vmid}`, ["VM.Backup"]);
    }
  }
  if (storage === undefined) return;
  const path = `/storage/${storage}`;
  const privilege = given["prune-backups"] === undefined ? "Datastore.AllocateSpace" : "Datastore.Allocate";
  if (!permissions.has(path, [privilege])) throw missingPrivilege(path, [privilege]);
}
