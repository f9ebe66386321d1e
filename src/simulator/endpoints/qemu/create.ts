import {
  type AnyEndpoint,
  ANYONE,
  type CallContext,
  defineEndpoint,
  type Permission,
} from "../../api/endpoint.ts";
import { flag, integer, NODE, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import { requireQuorum } from "../../faults/quorum.ts";
import { readDisks } from "../../guest/config_change.ts";
import { createMachine } from "../../guest/create_machine.ts";
import { requireFreeId } from "../../guest/lookup.ts";
import { isOption } from "../../guest/option_value.ts";
import { QEMU_OPTIONS } from "../../guest/options/qemu.ts";
import { startAfterCreation } from "../../guest/start_after.ts";
import { readRestoration, restoreTask } from "../guest/restore.ts";
import { joinPool, requireCreationRights } from "../guest/creation_rights.ts";

const CONTROL = {
  node: NODE,
  vmid: VMID,
  archive: optional(text({ maxLength: 255, description: "The backup archive." })),
  storage: optional(STORAGE),
  pool: optional(text({ format: "pve-poolid" })),
  start: optional(flag({ default: 0 })),
  force: optional(flag({ requires: "archive" })),
  unique: optional(flag({ requires: "archive" })),
  "live-restore": optional(flag()),
  bwlimit: optional(integer({ minimum: 0 })),
  "ha-managed": optional(flag({ default: 0, since: "9" })),
  "import-working-storage": optional(STORAGE),
} as const;

const FREE_FOR_ALL: Permission = {
  ...ANYONE,
  description: "You need 'VM.Allocate' permissions on /vms/{vmid} or on the VM pool /pool/{pool}.",
};

/** Creating a virtual machine, or restoring one from a backup. */
export const qemuCreateEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/qemu",
    description: "Create or restore a virtual machine.",
    permission: FREE_FOR_ALL,
    protected: true,
    parameters: { ...QEMU_OPTIONS, ...CONTROL },
    handler: (call) => {
      const { archive } = call.params;
      const vmid = Number(call.params.vmid);
      if (archive !== undefined) return restore(call, vmid, archive);
      return create(call, vmid);
    },
  }),
];

function create(call: CallContext, vmid: number): string {
  const options = Object.fromEntries(Object.entries(call.given).filter(([key]) => isOption("qemu", key)));
  requireCreationRights(call, "qemu", vmid, options);
  requireQuorum(call.faults);
  requireFreeId(call.cluster, vmid, `unable to create VM ${vmid} - `);
  const disks = readDisks(call, "qemu", options);
  return call.tasks.start({
    node: call.node,
    type: "qmcreate",
    id: vmid,
    identity: call.identity,
    work: async (worker) => {
      const guest = await createMachine(call, { vmid, options, disks }, worker);
      joinPool(call, vmid);
      await startAfterCreation(call, guest, worker);
    },
  });
}

function restore(call: CallContext, vmid: number, archive: string): string {
  const restoration = readRestoration(call, "qemu", vmid, archive);
  return restoreTask(call, restoration);
}
