import { type AnyEndpoint, ANYONE, type Call, defineEndpoint, needs, needsAny } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { flag, NODE, optional, SNAPNAME, VMID } from "../../api/schema.ts";
import { guestDigest } from "../../cluster/digest.ts";
import type { Guest, GuestType } from "../../cluster/guest.ts";
import { requireGuest } from "../../guest/lookup.ts";
import { pendingRows, withPending } from "../../guest/pending.ts";
import { requireSnapshot } from "../../guest/snapshot.ts";
import { lxcRow, lxcStatus, qemuRow, qemuStatus } from "../../guest/status.ts";
import { shownConfig, shownDescription, snapshotConfig } from "../../guest/view.ts";

const GUEST_PATH = { node: NODE, vmid: VMID } as const;

const CONFIG_PARAMETERS = {
  ...GUEST_PATH,
  current: optional(flag({ default: 0, description: "Get current values (instead of pending values)." })),
  snapshot: optional(SNAPNAME),
} as const;

const SNAPSHOT_PATH = { ...GUEST_PATH, snapname: SNAPNAME } as const;

/** The reading endpoints that virtual machines and containers share, for one of the two types. */
export function guestReadEndpoints(type: GuestType): AnyEndpoint[] {
  const base = `/nodes/{node}/${type}/{vmid}`;
  const auditor = needs("/vms/{vmid}", "VM.Audit");
  const find = (call: Call<typeof GUEST_PATH>) =>
    requireGuest(call.cluster, call.node, type, call.params.vmid);
  return [
    listEndpoint(type),
    defineEndpoint({
      method: "GET",
      path: `${base}/status/current`,
      description: "Get virtual machine status.",
      permission: auditor,
      protected: true,
      parameters: GUEST_PATH,
      handler: (call) => (type === "qemu" ? qemuStatus : lxcStatus)(call.cluster, find(call)),
    }),
    defineEndpoint({
      method: "GET",
      path: `${base}/config`,
      description: "Get the guest configuration with pending configuration changes applied.",
      permission: auditor,
      parameters: CONFIG_PARAMETERS,
      handler: (call) => readConfig(find(call), call.params),
    }),
    defineEndpoint({
      method: "GET",
      path: `${base}/pending`,
      description: "Get the guest configuration with both current and pending values.",
      permission: auditor,
      parameters: GUEST_PATH,
      handler: (call) => {
        const guest = find(call);
        return pendingRows(guest, shownConfig(type, guest.config), guestDigest(guest));
      },
    }),
    defineEndpoint({
      method: "GET",
      path: `${base}/snapshot`,
      description: "List all snapshots.",
      permission: auditor,
      protected: true,
      parameters: GUEST_PATH,
      handler: (call) => snapshotRows(find(call)),
    }),
    defineEndpoint({
      method: "GET",
      path: `${base}/snapshot/{snapname}/config`,
      description: "Get snapshot configuration",
      permission: needsAny("/vms/{vmid}", "VM.Snapshot", "VM.Snapshot.Rollback", "VM.Audit"),
      parameters: SNAPSHOT_PATH,
      handler: (call) => {
        const guest = find(call);
        return snapshotConfig(guest, requireSnapshot(guest, call.params.snapname));
      },
    }),
  ];
}

function listEndpoint(type: GuestType): AnyEndpoint {
  const description = `${type === "qemu" ? "Virtual machine" : "LXC container"} index (per node).`;
  const path = `/nodes/{node}/${type}`;
  const visible = ({ cluster, node, permissions }: Pick<Call, "cluster" | "node" | "permissions">) =>
    cluster.guestsOn(node, type).filter((guest) => permissions.has(`/vms/${guest.vmid}`, ["VM.Audit"]));
  const common = { method: "GET", path, description, permission: ANYONE, protected: true } as const;
  if (type === "lxc") {
    return defineEndpoint({
      ...common,
      parameters: { node: NODE },
      handler: (call) => visible(call).map((guest) => lxcRow(call.cluster, guest)),
    });
  }
  return defineEndpoint({
    ...common,
    parameters: {
      node: NODE,
      full: optional(flag({ description: "Determine the full status of active VMs." })),
    },
    handler: (call) => visible(call).map((guest) => qemuRow(call.cluster, guest, call.params.full === true)),
  });
}

function readConfig(
  guest: Guest,
  params: { readonly current?: boolean; readonly snapshot?: string },
): Record<string, unknown> {
  const digest = guestDigest(guest);
  if (params.snapshot !== undefined) {
    if (params.current === true) throw failure("cannot use 'snapshot' parameter with 'current'");
    return { ...snapshotConfig(guest, requireSnapshot(guest, params.snapshot)), digest };
  }
  const raw = params.current === true ? guest.config : withPending(guest);
  return { ...shownConfig(guest.type, raw), digest };
}

function snapshotRows(guest: Guest): Record<string, unknown>[] {
  const rows = Object.entries(guest.snapshots).map(([name, snapshot]) => {
    const { parent, snaptime, snapstate, vmstate } = snapshot;
    return {
      name,
      snaptime,
      description: shownDescription(guest.type, snapshot.description),
      ...(guest.type === "qemu" ? { vmstate: vmstate ?? 0 } : {}),
      ...(parent === undefined ? {} : { parent }),
      ...(snapstate === undefined ? {} : { snapstate }),
    };
  });
  const { parent } = guest.config;
  const current = {
    name: "current",
    description: "You are here!",
    digest: guestDigest(guest),
    running: guest.runtime === undefined ? 0 : 1,
    ...(parent === undefined ? {} : { parent }),
  };
  return [current, ...rows];
}
