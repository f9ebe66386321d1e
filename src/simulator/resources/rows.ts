import { type Guest, guestName, isTemplate } from "../cluster/guest.ts";
import { isDisabled } from "../cluster/storage.ts";
import { figuresOf } from "../guest/figures.ts";
import { serviceId } from "../guest/status.ts";
import { nodeFigures } from "./node_figures.ts";
import type { RowContext } from "./row_context.ts";

type Row = Record<string, unknown>;

/** The rows of `GET /cluster/resources` that the caller may see. */
export function resourceRows(context: RowContext, type?: string): Row[] {
  const rows: Row[] = [];
  if (type === undefined) rows.push(...poolRows(context));
  if (type === undefined || type === "vm") rows.push(...guestRows(context));
  if (type === undefined || type === "node") rows.push(...nodeRows(context));
  if (type === undefined || type === "storage") rows.push(...storageRows(context));
  if (type === undefined) rows.push(...networkRows(context));
  return rows;
}

/** The row of one guest, whoever asks. */
export function guestRow(context: RowContext, guest: Guest, pool: string | undefined): Row {
  const { cluster, faults } = context;
  const base = { id: `${guest.type}/${guest.vmid}`, type: guest.type, vmid: guest.vmid, node: guest.node };
  if (faults.isForgotten(guest.node)) return { ...base, status: "unknown" };
  const { cpus, maxswap: _, ...figures } = figuresOf(cluster, guest);
  const { lock, tags } = guest.config;
  const resource = cluster.state.haResources[serviceId(guest)];
  return {
    ...base,
    ...figures,
    maxcpu: cpus,
    name: guestName(guest),
    status: guestStatus(guest),
    template: isTemplate(guest) ? 1 : 0,
    ...(cluster.isNine ? { memhost: guest.type === "qemu" ? figures.mem : 0 } : {}),
    ...(pool === undefined || !context.permissions.has(`/pool/${pool}`, ["Pool.Audit"]) ? {} : { pool }),
    ...(tags === undefined ? {} : { tags }),
    ...(lock === undefined ? {} : { lock }),
    ...(resource === undefined ? {} : { hastate: resource.state }),
  };
}

function guestStatus(guest: Guest): string {
  if (guest.runtime === undefined) return "stopped";
  return guest.runtime.paused === true ? "paused" : "running";
}

function guestRows(context: RowContext): Row[] {
  const pools = context.cluster.poolsByGuest();
  return context.cluster.guests()
    .filter((guest) => context.permissions.has(`/vms/${guest.vmid}`, ["VM.Audit"]))
    .map((guest) => guestRow(context, guest, pools.get(guest.vmid)));
}

function nodeRows(context: RowContext): Row[] {
  return context.cluster.nodes().map((node) => ({
    ...nodeFigures(context, node),
    ...(context.faults.isForgotten(node.name) ? {} : { "cgroup-mode": 2 }),
  }));
}

function storageRows(context: RowContext): Row[] {
  const { cluster, permissions } = context;
  return cluster.nodes().flatMap((node) =>
    cluster.storagesOn(node.name)
      .filter((storage) => !isDisabled(storage))
      .filter((storage) =>
        permissions.has(`/storage/${storage.storage}`, ["Datastore.Audit", "Datastore.AllocateSpace"], true)
      )
      .map((storage) => storageRow(context, node.name, storage.storage))
  );
}

/** The row of one storage as seen from a node. */
export function storageRow(context: RowContext, node: string, id: string): Row {
  const storage = context.cluster.storage(id);
  const base = { id: `storage/${node}/${id}`, type: "storage", storage: id, node };
  if (storage === undefined) return base;
  const shared = storage.shared ? 1 : 0;
  const described = { ...base, shared, plugintype: storage.type, content: storage.content.join(",") };
  if (context.faults.isForgotten(node)) return { ...described, status: "unknown" };
  const { total, used } = storage.space[storage.shared ? "" : node] ?? { total: 0, used: 0 };
  const full = context.faults.isFull(id);
  return {
    ...described,
    status: total > 0 ? "available" : "unknown",
    maxdisk: total,
    disk: full ? total : used,
  };
}

function poolRows(context: RowContext): Row[] {
  const { cluster, permissions } = context;
  return Object.entries(cluster.state.pools)
    .filter(([poolid]) => permissions.has(`/pool/${poolid}`, ["Pool.Audit"]))
    .map(([poolid, pool]) => ({
      id: `/pool/${poolid}`,
      type: "pool",
      pool: poolid,
      ...poolSums(context, pool.vms),
    }));
}

function poolSums(context: RowContext, vmids: readonly number[]): Row {
  const running = vmids.map((vmid) => context.cluster.guest(vmid)).filter((guest) =>
    guest?.runtime !== undefined
  );
  const figures = running.flatMap((guest) => guest === undefined ? [] : [figuresOf(context.cluster, guest)]);
  if (figures.length === 0) return {};
  const sum = (pick: (one: typeof figures[number]) => number) =>
    figures.reduce((total, one) => total + pick(one), 0);
  const maxcpu = sum((one) => one.cpus);
  return {
    cpu: sum((one) => one.cpu * one.cpus) / maxcpu,
    maxcpu,
    mem: sum((one) => one.mem),
    maxmem: sum((one) => one.maxmem),
    uptime: Math.max(...figures.map((one) => one.uptime)),
  };
}

function networkRows(context: RowContext): Row[] {
  const { cluster, permissions } = context;
  const zones = ["localnetwork", ...Object.keys(cluster.state.sdn.running.zones)]
    .filter((zone) => permissions.has(`/sdn/zones/${zone}`, ["SDN.Audit", "SDN.Use"], true));
  return cluster.nodes().flatMap(({ name: node }) =>
    zones.map((zone) =>
      cluster.isNine
        ? {
          ...{ id: `network/${node}/zone/${zone}`, type: "network", network: zone },
          ...{ "network-type": "zone", node, status: "ok" },
        }
        : { id: `sdn/${node}/${zone}`, type: "sdn", sdn: zone, node, status: "ok" }
    )
  );
}
