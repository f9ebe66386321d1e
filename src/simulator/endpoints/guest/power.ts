import { type AnyEndpoint, type Call, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { flag, integer, NODE, optional, type ParameterMap, text, VMID } from "../../api/schema.ts";
import type { GuestType } from "../../cluster/guest.ts";
import { isRunningOn } from "../../guest/lookup.ts";
import { requireQuorum } from "../../faults/quorum.ts";
import { rebootWorker, shutdownWorker, stopWorker } from "../../guest/stop.ts";
import { startWorker } from "../../guest/start.ts";
import { requireRootFor } from "./root_only.ts";
import { startGuestTask } from "../../guest/guest_task.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const SKIPLOCK = optional(flag({ description: "Ignore locks - only root is allowed to use this option." }));
const TIMEOUT = optional(integer({ minimum: 0, description: "Wait maximal timeout seconds." }));

const START: Record<GuestType, ParameterMap> = {
  qemu: {
    skiplock: SKIPLOCK,
    stateuri: optional(text({ maxLength: 128 })),
    migratedfrom: optional(text({ format: "pve-node" })),
    migration_type: optional(text({ enum: ["secure", "insecure"] })),
    migration_network: optional(text({ format: "CIDR" })),
    machine: optional(text({ maxLength: 40 })),
    "force-cpu": optional(text()),
    "nets-host-mtu": optional(text({ since: "9" })),
    targetstorage: optional(text({ format: "storage-pair-list" })),
    timeout: TIMEOUT,
    "with-conntrack-state": optional(flag({ default: 0, since: "9" })),
  },
  lxc: { skiplock: SKIPLOCK, debug: optional(flag({ default: 0 })) },
};

const STOP: Record<GuestType, ParameterMap> = {
  qemu: {
    skiplock: SKIPLOCK,
    migratedfrom: optional(text({ format: "pve-node" })),
    timeout: TIMEOUT,
    keepActive: optional(flag({ default: 0 })),
    "overrule-shutdown": optional(flag({ default: 0 })),
  },
  lxc: { skiplock: SKIPLOCK, "overrule-shutdown": optional(flag({ default: 0 })) },
};

const SHUTDOWN_PARAMETERS = {
  ...PATH,
  timeout: TIMEOUT,
  forceStop: optional(flag({ default: 0, description: "Make sure the guest stops." })),
} as const;

const REBOOT_PARAMETERS = { ...PATH, timeout: TIMEOUT } as const;

/** Start, stop, shutdown and reboot for one of the two guest types. */
export function guestPowerEndpoints(type: GuestType): AnyEndpoint[] {
  const base = `/nodes/{node}/${type}/{vmid}/status`;
  const common = {
    method: "POST",
    permission: needs("/vms/{vmid}", "VM.PowerMgmt"),
    protected: true,
  } as const;
  const machineOnly = type === "qemu"
    ? { skiplock: SKIPLOCK, keepActive: optional(flag({ default: 0 })) }
    : {};
  return [
    defineEndpoint({
      ...common,
      path: `${base}/start`,
      description: "Start the guest.",
      parameters: { ...PATH, skiplock: SKIPLOCK, ...START[type] },
      handler: (call) => start(call, type, call.params.vmid),
    }),
    defineEndpoint({
      ...common,
      path: `${base}/stop`,
      description: "Stop the guest. This is akin to pulling the power plug of a running computer.",
      parameters: { ...PATH, skiplock: SKIPLOCK, ...STOP[type] },
      handler: (call) => stop(call, type, call.params.vmid),
    }),
    defineEndpoint({
      ...common,
      path: `${base}/shutdown`,
      description: "Shutdown the guest.",
      parameters: { ...SHUTDOWN_PARAMETERS, ...machineOnly },
      handler: (call) => shutdown(call, type, call.params),
    }),
    defineEndpoint({
      ...common,
      path: `${base}/reboot`,
      description: "Reboot the guest by shutting it down, and starting it again. Applies pending changes.",
      parameters: REBOOT_PARAMETERS,
      handler: (call) => reboot(call, type),
    }),
  ];
}

function start(call: CallContext, type: GuestType, vmid: number): string {
  requireRootFor(call, "skiplock", "stateuri", "migratedfrom", "force-cpu");
  requireQuorum(call.faults);
  if (type === "lxc" && isRunningOn(call.cluster, call.node, type, vmid)) {
    throw failure(`CT ${vmid} already running`);
  }
  const target = { node: call.node, type, vmid, skipLock: call.given["skiplock"] !== undefined };
  return startGuestTask(call, { type, verb: "start", vmid }, (worker) => startWorker(call, target, worker));
}

function stop(call: CallContext, type: GuestType, vmid: number): string {
  requireRootFor(call, "skiplock", "migratedfrom", "keepActive");
  requireRunningContainer(call, type, vmid);
  const target = { node: call.node, type, vmid, skipLock: call.given["skiplock"] !== undefined };
  return startGuestTask(call, { type, verb: "stop", vmid }, (worker) => stopWorker(call, target, worker));
}

function shutdown(
  call: CallContext,
  type: GuestType,
  params: Call<typeof SHUTDOWN_PARAMETERS>["params"],
): string {
  const { vmid, timeout = 60, forceStop: force = false } = params;
  requireRootFor(call, "skiplock", "keepActive");
  requireRunningContainer(call, type, vmid);
  if (type === "qemu" && call.cluster.guest(vmid)?.runtime?.paused === true && !force) {
    throw failure("VM is paused - cannot shutdown");
  }
  const target = { node: call.node, type, vmid, timeout, force };
  return startGuestTask(
    call,
    { type, verb: "shutdown", vmid },
    (worker) => shutdownWorker(call, target, worker),
  );
}

/** The words differ by type: a container's refusal speaks of a VM, a missing machine has a sentence of its own. */
function reboot(call: Call<typeof REBOOT_PARAMETERS>, type: GuestType): string {
  const { vmid, timeout = 60 } = call.params;
  const guest = call.cluster.guest(vmid);
  if (type === "qemu" && (guest === undefined || guest.type !== type || guest.node !== call.node)) {
    throw failure(`unable to find configuration file for VM ${vmid} on node '${call.node}'`);
  }
  if (!isRunningOn(call.cluster, call.node, type, vmid)) throw failure(`VM ${vmid} not running`);
  const target = { node: call.node, type, vmid, timeout, force: false };
  return startGuestTask(call, { type, verb: "reboot", vmid }, (worker) => rebootWorker(call, target, worker));
}

function requireRunningContainer(call: CallContext, type: GuestType, vmid: number): void {
  if (type === "lxc" && !isRunningOn(call.cluster, call.node, type, vmid)) {
    throw failure(`CT ${vmid} not running`);
  }
}
