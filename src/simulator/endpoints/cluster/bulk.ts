import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint } from "../../api/endpoint.ts";
import { failure, missingPrivilege } from "../../api/failure.ts";
import { flag, integer, list, optional, type ParameterMap, STORAGE, text } from "../../api/schema.ts";
import type { Guest } from "../../cluster/guest.ts";
import { hibernate } from "../../guest/hibernate.ts";
import { migrateGuest } from "../../guest/migrate.ts";
import { startWorker } from "../../guest/start.ts";
import { shutdownWorker } from "../../guest/stop.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import type { Worker } from "../../tasks/runner.ts";
import { runChildren } from "../../tasks/children.ts";

const COMMON = {
  vms: optional(list({ items: integer({ format: "pve-vmid" }) })),
  "max-workers": optional(integer({ minimum: 1, maximum: 64 })),
  maxworkers: optional(integer({ minimum: 1, maximum: 64 })),
} as const;

/** What one bulk action does to a guest. */
interface BulkAction {
  readonly verb: string;
  readonly word: string;
  readonly privilege: string;
  readonly parameters: ParameterMap;
  readonly applies: (guest: Guest) => boolean;
  readonly run: (call: CallContext, guest: Guest, worker: Worker) => Promise<void>;
}

const target = ({ node, type, vmid }: Guest) => ({ node, type, vmid });

const ACTIONS: readonly BulkAction[] = [
  {
    ...{ verb: "start", word: "Starting", privilege: "VM.PowerMgmt" },
    parameters: { timeout: optional(integer()) },
    applies: (guest) => guest.runtime === undefined,
    run: (call, guest, worker) => startWorker(call, target(guest), worker),
  },
  {
    ...{ verb: "shutdown", word: "Stopping", privilege: "VM.PowerMgmt" },
    parameters: { timeout: optional(integer()), "force-stop": optional(flag({ default: 1 })) },
    applies: (guest) => guest.runtime !== undefined,
    run: (call, guest, worker) => {
      const timeout = Number(call.given["timeout"] ?? 180);
      const force = call.given["force-stop"] !== "0" && call.given["force-stop"] !== false;
      return shutdownWorker(call, { ...target(guest), timeout, force }, worker);
    },
  },
  {
    ...{ verb: "suspend", word: "Suspending", privilege: "VM.PowerMgmt" },
    parameters: {
      "to-disk": optional(flag({ default: 0 })),
      statestorage: { ...optional(STORAGE), requires: "to-disk" },
    },
    applies: (guest) => guest.type === "qemu" && guest.runtime !== undefined,
    run: async (call, guest, worker) => {
      if (call.given["to-disk"] === "1" || call.given["to-disk"] === true) {
        const storage = call.given["statestorage"];
        const target = storage === undefined
          ? undefined
          : requireStorage(call.cluster, String(storage), guest.node);
        return await hibernate(call, guest, target, worker);
      }
      await worker.sleep(1);
      if (guest.runtime !== undefined) guest.runtime.paused = true;
    },
  },
  {
    ...{ verb: "migrate", word: "Migrating", privilege: "VM.Migrate" },
    parameters: {
      target: text({ format: "pve-node" }),
      online: optional(flag()),
      "with-local-disks": optional(flag()),
    },
    applies: () => true,
    run: (call, guest, worker) => {
      const to = String(call.given["target"]);
      const { vmid, type, node } = guest;
      const migration = { vmid, type, target: to, online: true, restart: true, withLocalDisks: true };
      return node === to ? Promise.resolve() : migrateGuest({ ...call, node }, migration, worker);
    },
  },
];

/** Actions on guests of the whole cluster, in one task: release 9.1 and later. */
export const clusterBulkEndpoints: AnyEndpoint[] = ACTIONS.map((action) =>
  defineEndpoint({
    method: "POST",
    path: `/cluster/bulk-action/guest/${action.verb}`,
    description: `Bulk ${action.verb} all guests on the cluster.`,
    since: "9",
    permission: ANYONE,
    protected: true,
    parameters: { ...COMMON, ...action.parameters },
    handler: (call) => startBulk(call, action),
  })
);

function startBulk(call: CallContext, action: BulkAction): string {
  const { cluster, permissions, tasks, identity, entry, given } = call;
  const listed = given["vms"] === undefined ? undefined : [given["vms"]].flat().map(Number);
  const to = given["target"];
  if (to !== undefined && cluster.node(String(to)) === undefined) {
    throw failure(`no such cluster node '${to}'`);
  }
  const missing = (listed ?? []).find((vmid) => !permissions.has(`/vms/${vmid}`, [action.privilege]));
  if (missing !== undefined) throw missingPrivilege(`/vms/${missing}`, [action.privilege]);
  const guests = cluster.guests().filter((guest) => guest.config["template"] !== 1)
    .filter((guest) =>
      listed?.includes(guest.vmid) ?? permissions.has(`/vms/${guest.vmid}`, [action.privilege])
    )
    .filter(action.applies);
  return tasks.start({
    ...{ node: entry, identity, type: `bulk-${action.verb}`, id: "" },
    work: (worker) =>
      runChildren(
        tasks,
        { identity, word: action.word, verb: action.verb, guests },
        worker,
        (guest, child) => action.run(call, guest, child),
      ),
  });
}
