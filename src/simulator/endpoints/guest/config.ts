import { type AnyEndpoint, type CallContext, defineEndpoint, needsAny } from "../../api/endpoint.ts";
import { DIGEST, flag, integer, NODE, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import type { Guest, GuestType } from "../../cluster/guest.ts";
import { requireWritableConfig } from "../../faults/quorum.ts";
import { applyConfigChange, readConfigChange } from "../../guest/config_change.ts";
import { requireGuest } from "../../guest/lookup.ts";
import { optionsOf } from "../../guest/option_value.ts";
import { requireRootFor } from "./root_only.ts";

const CONTROL = {
  node: NODE,
  vmid: VMID,
  delete: optional(
    text({ format: "pve-configid-list", description: "A list of settings you want to delete." }),
  ),
  revert: optional(text({ format: "pve-configid-list", description: "Revert a pending change." })),
  digest: DIGEST,
} as const;

const QEMU_CONTROL = {
  ...CONTROL,
  skiplock: optional(flag({ description: "Ignore locks - only root is allowed to use this option." })),
  force: optional(flag({ requires: "delete", description: "Force physical removal." })),
} as const;

const GROUPS: Record<GuestType, readonly string[]> = {
  qemu: ["Disk", "CDROM", "CPU", "Memory", "Network", "HWType", "Options", "Cloudinit"],
  lxc: ["Disk", "CPU", "Memory", "Network", "Options"],
};

/** Changing the configuration at once, for one of the two guest types. */
export function guestConfigEndpoints(type: GuestType): AnyEndpoint[] {
  const control = type === "qemu" ? QEMU_CONTROL : CONTROL;
  return [
    defineEndpoint({
      method: "PUT",
      path: `/nodes/{node}/${type}/{vmid}/config`,
      description: "Set the guest's options. Synchronous.",
      permission: changePermission(type),
      protected: true,
      parameters: { ...optionsOf(type), ...control },
      handler: (call) => {
        const { vmid } = call.params;
        requireRootFor(call, "skiplock");
        const guest = requireGuest(call.cluster, call.node, type, Number(vmid));
        const change = readConfigChange(call, guest, call.given);
        requireWritableConfig(call.faults, guest);
        applyConfigChange(call, guest, change);
        return null;
      },
    }),
  ];
}

/** What only virtual machines have: the asynchronous change, and taking disks off. */
export const qemuConfigEndpoints = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/qemu/{vmid}/config",
    description: "Set virtual machine options (asynchronous API).",
    permission: changePermission("qemu"),
    protected: true,
    parameters: {
      ...optionsOf("qemu"),
      ...QEMU_CONTROL,
      background_delay: optional(integer({ minimum: 1, maximum: 30 })),
      "import-working-storage": optional(STORAGE),
    },
    handler: async (call) => {
      requireRootFor(call, "skiplock");
      const guest = requireGuest(call.cluster, call.node, "qemu", Number(call.params.vmid));
      return await changeInTask(call, guest, call.params.background_delay);
    },
  }),
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/qemu/{vmid}/unlink",
    description: "Unlink/delete disk images.",
    permission: needsAny("/vms/{vmid}", "VM.Config.Disk"),
    protected: true,
    parameters: {
      node: NODE,
      vmid: VMID,
      idlist: text({ format: "pve-configid-list" }),
      force: optional(flag()),
    },
    handler: (call) => {
      const { vmid, idlist, force } = call.params;
      const guest = requireGuest(call.cluster, call.node, "qemu", vmid);
      const change = readConfigChange(call, guest, {
        delete: idlist,
        ...(force === true ? { force: 1 } : {}),
      });
      requireWritableConfig(call.faults, guest);
      applyConfigChange(call, guest, change);
      return null;
    },
  }),
];

function changePermission(type: GuestType): ReturnType<typeof needsAny> {
  return needsAny("/vms/{vmid}", ...GROUPS[type].map((group) => `VM.Config.${group}`));
}

/** Runs the change as a task; when it ends within the delay the answer is `null` instead of the UPID. */
async function changeInTask(
  call: CallContext,
  guest: Guest,
  delay: number | undefined,
): Promise<string | null> {
  const change = readConfigChange(call, guest, call.given);
  const { tasks, node, identity, given, cluster } = call;
  const ignored = new Set(["node", "vmid", "digest", "skiplock", "background_delay"]);
  const words = Object.entries(given).filter(([key]) => !ignored.has(key)).map(([key, value]) =>
    `-${key} ${value}`
  );
  const upid = tasks.start({
    node,
    type: "qmconfig",
    id: guest.vmid,
    identity,
    work: async (worker) => {
      worker.log(`update VM ${guest.vmid}: ${words.join(" ")}`);
      requireWritableConfig(call.faults, guest);
      await worker.sleep(1);
      applyConfigChange(call, guest, change);
    },
  });
  if (delay === undefined) return upid;
  await Promise.race([tasks.ended(upid), cluster.clock.sleep(delay)]);
  return tasks.find(upid)?.exitstatus === "OK" ? null : upid;
}
