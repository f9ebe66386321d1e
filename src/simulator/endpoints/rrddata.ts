import { type AnyEndpoint, type CallContext, defineEndpoint, needs, needsAny } from "../api/endpoint.ts";
import { choice, NODE, type Parameter, STORAGE, text, VMID } from "../api/schema.ts";
import type { Guest, GuestType } from "../cluster/guest.ts";
import { spaceOn } from "../cluster/storage.ts";
import { figuresOf } from "../guest/figures.ts";
import { rrdRows } from "../metrics/rrd.ts";
import { requireNode } from "../resources/require_node.ts";
import { requireStorage } from "../storage/require_storage.ts";

const CF: Parameter & { readonly optional: true } = choice("AVERAGE MAX");
const FRAMES = ["hour", "day", "week", "month", "year"];
const TIMEFRAME = text({ enum: FRAMES, description: "Specify the time frame you are interested in." });
const NODE_TIMEFRAME = text({ enum: [...FRAMES, "decade"] });

/** Time series of nodes, storages and guests. */
export const rrddataEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/rrddata",
    description: "Read node RRD statistics",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    local: true,
    parameters: { node: NODE, timeframe: NODE_TIMEFRAME, cf: CF },
    handler: (call) => nodeRows(call, call.params.timeframe),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/storage/{storage}/rrddata",
    description: "Read storage RRD statistics.",
    permission: needsAny("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace"),
    protected: true,
    parameters: { node: NODE, storage: STORAGE, timeframe: TIMEFRAME, cf: CF },
    handler: (call) => {
      const { cluster, node, params } = call;
      const { total, used } = spaceOn(requireStorage(cluster, params.storage, node), node);
      return rows(call, params.timeframe, cluster.node(node)?.bootedAt ?? 0, (wave) => ({
        total,
        used: used * (1 + wave * 0.01),
      }));
    },
  }),
  guestEndpoint("qemu"),
  guestEndpoint("lxc"),
];

function rows(
  { cluster }: CallContext,
  timeframe: string,
  since: number,
  values: (wave: number) => Record<string, number>,
): ReturnType<typeof rrdRows> {
  return rrdRows({ timeframe, isNine: cluster.isNine, now: cluster.clock.now(), since }, values);
}

function nodeRows(call: CallContext, timeframe: string): ReturnType<typeof rrdRows> {
  const node = requireNode(call.cluster, call.node);
  const { total, used } = node.memory;
  return rows(call, timeframe, node.bootedAt, (wave) => ({
    cpu: clamp(node.load * (1 + wave * 0.6)),
    maxcpu: node.cpu.cores * node.cpu.sockets,
    iowait: clamp(0.004 * (1 + wave)),
    loadavg: node.load * node.cpu.cores * (1 + wave * 0.5),
    memtotal: total,
    memused: used * (1 + wave * 0.05),
    swaptotal: node.swap.total,
    swapused: node.swap.used,
    roottotal: node.rootfs.total,
    rootused: node.rootfs.used * (1 + wave * 0.01),
    netin: 1_200_000 * (1 + wave * 0.8),
    netout: 900_000 * (1 + wave * 0.8),
    ...(call.cluster.isNine ? { memavailable: total - used, arcsize: 0, ...pressures(node.load, wave) } : {}),
  }));
}

function guestEndpoint(type: GuestType): AnyEndpoint {
  return defineEndpoint({
    method: "GET",
    path: `/nodes/{node}/${type}/{vmid}/rrddata`,
    description: "Read VM RRD statistics",
    permission: needs("/vms/{vmid}", "VM.Audit"),
    local: true,
    parameters: { node: NODE, vmid: VMID, timeframe: TIMEFRAME, cf: CF },
    handler: (call) => {
      const guest = call.cluster.guest(call.params.vmid);
      if (guest === undefined) return rows(call, call.params.timeframe, Infinity, () => ({}));
      return guestRows(call, guest, call.params.timeframe);
    },
  });
}

function guestRows(call: CallContext, guest: Guest, timeframe: string): ReturnType<typeof rrdRows> {
  const { cpu, cpus, mem, maxmem, disk, maxdisk } = figuresOf(call.cluster, guest);
  const rates = guest.runtime?.rates;
  const since = call.cluster.node(guest.node)?.bootedAt ?? 0;
  // Nothing is measured of a guest that is off, but its limits are known.
  if (rates === undefined) {
    return rows(call, timeframe, since, () => ({ maxcpu: cpus, maxmem, disk, maxdisk }));
  }
  return rows(call, timeframe, since, (wave) => ({
    cpu: clamp(cpu * (1 + wave * 0.7)),
    maxcpu: cpus,
    mem: mem * (1 + wave * 0.08),
    maxmem,
    disk,
    maxdisk,
    netin: rates.netin * (1 + wave * 0.8),
    netout: rates.netout * (1 + wave * 0.8),
    diskread: rates.diskread * (1 + wave * 0.9),
    diskwrite: rates.diskwrite * (1 + wave * 0.9),
    ...(call.cluster.isNine ? { pressurecpufull: 0, ...pressures(cpu, wave) } : {}),
    ...(call.cluster.isNine && guest.type === "qemu" ? { memhost: mem } : {}),
  }));
}

function pressures(load: number, wave: number): Record<string, number> {
  return {
    pressurecpusome: clamp(load * 0.3 * (1 + wave)) * 100,
    pressureiosome: 0.12 * (1 + wave),
    pressureiofull: 0.08 * (1 + wave),
    pressurememorysome: 0,
    pressurememoryfull: 0,
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
