import type { CallContext } from "../api/endpoint.ts";
import type { GuestType } from "../cluster/guest.ts";
import type { HaResource } from "../cluster/state.ts";
import type { Worker } from "../tasks/runner.ts";

/** A power action: of which type, which verb, on which guest. */
export interface PowerAction {
  readonly type: GuestType;
  readonly verb: "start" | "stop" | "shutdown" | "reboot";
  readonly vmid: number;
}

/** Which state high availability aims for when asked for a verb. */
const HA_STATES: Readonly<Record<string, string>> = {
  start: "started",
  stop: "stopped",
  shutdown: "stopped",
};

/**
 * Starts the task of a power action and answers with its UPID.
 *
 * A guest under high availability gets a task that only queues the wish; the manager acts a moment later as root.
 */
export function startGuestTask(
  call: CallContext,
  action: PowerAction,
  work: (worker: Worker) => Promise<void>,
): string {
  const { tasks, node, identity, cluster } = call;
  const { type, verb, vmid } = action;
  const prefix = type === "qemu" ? "qm" : "vz";
  const resource = cluster.state.haResources[`${type === "qemu" ? "vm" : "ct"}:${vmid}`];
  const wanted = HA_STATES[verb];
  if (resource === undefined || wanted === undefined || cluster.guest(vmid)?.node !== node) {
    return tasks.start({ node, type: prefix + verb, id: vmid, identity, work });
  }
  return tasks.start({
    node,
    type: verb === "start" ? "hastart" : "hastop",
    id: vmid,
    identity,
    work: async (worker) => {
      worker.log(
        `Requesting HA ${verb === "start" ? "start" : "stop"} for ${type === "qemu" ? "VM" : "CT"} ${vmid}`,
      );
      await worker.sleep(1);
      queueForManager(call, resource, wanted, { node, type: prefix + verb, work });
    },
  });
}

function queueForManager(
  call: CallContext,
  resource: HaResource,
  wanted: string,
  order: { readonly node: string; readonly type: string; readonly work: (worker: Worker) => Promise<void> },
): void {
  resource.state = wanted;
  const id = resource.sid.split(":")[1] ?? "";
  call.tasks.start({
    ...order,
    id,
    identity: { userid: "root@pam" },
    work: async (worker) => {
      await worker.sleep(5);
      await order.work(worker);
    },
  });
}
