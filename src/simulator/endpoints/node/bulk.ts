import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../../api/failure.ts";
import { splitList } from "../../api/formats.ts";
import { flag, integer, NODE, optional, text } from "../../api/schema.ts";
import type { Guest } from "../../cluster/guest.ts";
import { migrateGuest } from "../../guest/migrate.ts";
import { startWorker } from "../../guest/start.ts";
import { shutdownWorker } from "../../guest/stop.ts";
import { runChildren } from "../../tasks/children.ts";
import type { Worker } from "../../tasks/runner.ts";
import { requireNode } from "../../resources/require_node.ts";

const VMS = optional(text({ format: "pve-vmid-list", description: "Only consider guests from this list." }));
const WORKERS = optional(integer({ minimum: 1, maximum: 64, since: "9" }));

/** Actions on many guests of a node, and on the node's own power. */
export const bulkEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/startall",
    description: "Start all VMs and containers located on this node (by default only those with onboot=1).",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE, vms: VMS, force: optional(flag()), "max-workers": WORKERS },
    handler: (call) => {
      const wanted = chosen(call, call.params.vms, "VM.PowerMgmt").filter((guest) =>
        guest.runtime === undefined
      )
        .filter((guest) =>
          call.params.vms !== undefined || call.params.force === true || guest.config["onboot"] === 1
        );
      return bulkTask(
        call,
        "startall",
        wanted,
        "Starting",
        "start",
        (guest, worker) => startWorker(call, target(guest), worker),
      );
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/stopall",
    description: "Stop all VMs and Containers.",
    permission: ANYONE,
    protected: true,
    parameters: {
      node: NODE,
      vms: VMS,
      "force-stop": optional(flag({ default: 1 })),
      timeout: optional(integer({ minimum: 0, maximum: 7200, default: 180 })),
      "max-workers": WORKERS,
    },
    handler: (call) => {
      const { vms, timeout = 180, "force-stop": force = true } = call.params;
      const wanted = chosen(call, vms, "VM.PowerMgmt").filter((guest) => guest.runtime !== undefined);
      return bulkTask(
        call,
        "stopall",
        wanted,
        "Stopping",
        "shutdown",
        (guest, worker) => shutdownWorker(call, { ...target(guest), timeout, force }, worker),
      );
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/suspendall",
    description: "Suspend all VMs.",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE, vms: VMS, "max-workers": WORKERS },
    handler: (call) => {
      const wanted = chosen(call, call.params.vms, "VM.PowerMgmt")
        .filter((guest) => guest.type === "qemu" && guest.runtime !== undefined);
      return bulkTask(call, "suspendall", wanted, "Suspending", "pause", async (guest, worker) => {
        await worker.sleep(1);
        if (guest.runtime !== undefined) guest.runtime.paused = true;
      });
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/migrateall",
    description: "Migrate all VMs and Containers.",
    permission: ANYONE,
    protected: true,
    parameters: {
      node: NODE,
      target: text({ format: "pve-node" }),
      vms: VMS,
      "max-workers": WORKERS,
      maxworkers: optional(integer({ minimum: 1, maximum: 64 })),
      "with-local-disks": optional(flag()),
    },
    handler: (call) => {
      const { target: to, vms } = call.params;
      const wanted = chosen(call, vms, "VM.Migrate");
      if (to === call.node) throw invalid({ target: "target is local node." });
      if (call.cluster.node(to) === undefined) throw failure(`no such cluster node '${to}'`);
      const workers = call.params["max-workers"] ?? call.params.maxworkers;
      if (workers === undefined && call.cluster.state.options["max_workers"] === undefined) {
        throw failure("either 'max-workers' parameter or max_workers in datacenter.cfg must be set!");
      }
      return bulkTask(call, "migrateall", wanted, "Migrating", "migrate", (guest, worker) => {
        const { vmid, type } = guest;
        return migrateGuest(call, {
          vmid,
          type,
          target: to,
          online: true,
          restart: true,
          withLocalDisks: true,
        }, worker);
      });
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/wakeonlan",
    description: "Try to wake a node via 'wake on LAN' network packet.",
    permission: needs("/nodes/{node}", "Sys.PowerMgmt"),
    protected: true,
    local: true,
    parameters: { node: NODE },
    handler: ({ cluster, faults, entry, node }) => {
      if (node === entry) throw failure(`'${node}' is local node, cannot wake my self!`);
      const mac = requireNode(cluster, node).config["wakeonlan"];
      if (mac === undefined) throw failure(`No wake on LAN MAC address defined for '${node}'!`);
      faults.mendNode(node);
      return mac;
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/execute",
    description: "Execute multiple commands in order, root only.",
    protected: true,
    parameters: { node: NODE, commands: text() },
    handler: () => [],
  }),
];

function target(
  guest: Guest,
): { readonly node: string; readonly type: Guest["type"]; readonly vmid: number } {
  return { node: guest.node, type: guest.type, vmid: guest.vmid };
}

function chosen(call: CallContext, vms: string | undefined, privilege: string): Guest[] {
  const { cluster, node, permissions } = call;
  const listed = vms === undefined ? undefined : splitList(vms).map(Number);
  const missing = (listed ?? []).find((vmid) => !permissions.has(`/vms/${vmid}`, [privilege]));
  if (missing !== undefined) throw missingPrivilege(`/vms/${missing}`, [privilege]);
  if (listed === undefined && !permissions.has("/", [privilege])) throw missingPrivilege("/", [privilege]);
  return cluster.guestsOn(node).filter((guest) => guest.config["template"] !== 1)
    .filter((guest) => listed === undefined || listed.includes(guest.vmid));
}

function bulkTask(
  call: CallContext,
  type: string,
  guests: readonly Guest[],
  word: string,
  verb: string,
  work: (guest: Guest, worker: Worker) => Promise<void>,
): string {
  const { tasks, node, identity } = call;
  return tasks.start({
    ...{ node, identity, type, id: "" },
    work: (worker) => runChildren(tasks, { identity, word, verb, guests }, worker, work),
  });
}
