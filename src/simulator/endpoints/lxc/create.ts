import {
  type AnyEndpoint,
  ANYONE,
  type CallContext,
  defineEndpoint,
  type Permission,
} from "../../api/endpoint.ts";
import { flag, NODE, number, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import { requireQuorum } from "../../faults/quorum.ts";
import { readDisks } from "../../guest/config_change.ts";
import { createContainer } from "../../guest/create_container.ts";
import { requireFreeId } from "../../guest/lookup.ts";
import { isOption } from "../../guest/option_value.ts";
import { LXC_OPTIONS } from "../../guest/options/lxc.ts";
import { startAfterCreation } from "../../guest/start_after.ts";
import { joinPool, requireCreationRights } from "../guest/creation_rights.ts";
import { readRestoration, restoreTask } from "../guest/restore.ts";

const CONTROL = {
  node: NODE,
  vmid: VMID,
  ostemplate: text({ maxLength: 255, description: "The OS template or backup file." }),
  storage: optional(STORAGE),
  pool: optional(text({ format: "pve-poolid" })),
  password: optional(text({ minLength: 5, description: "Sets root password inside container." })),
  "ssh-public-keys": optional(
    text({ description: "Setup public SSH keys (one key per line, OpenSSH format)." }),
  ),
  start: optional(flag({ default: 0 })),
  restore: optional(flag()),
  force: optional(flag()),
  unique: optional(flag({ requires: "restore" })),
  "ignore-unpack-errors": optional(flag()),
  bwlimit: optional(number({ minimum: 0 })),
  "ha-managed": optional(flag({ default: 0, since: "9" })),
} as const;

const FREE_FOR_ALL: Permission = {
  ...ANYONE,
  description: "You need 'VM.Allocate' permission on /vms/{vmid} or on the VM pool /pool/{pool}.",
};

/** Creating a container, or restoring one from a backup. */
export const lxcCreateEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/lxc",
    description: "Create or restore a container.",
    permission: FREE_FOR_ALL,
    protected: true,
    parameters: { ...LXC_OPTIONS, ...CONTROL },
    handler: (call) => {
      const { ostemplate, restore } = call.params;
      const vmid = Number(call.params.vmid);
      if (restore === true) return restoreTask(call, readRestoration(call, "lxc", vmid, ostemplate));
      return create(call, vmid, ostemplate);
    },
  }),
];

function create(call: CallContext, vmid: number, template: string): string {
  const given = Object.fromEntries(Object.entries(call.given).filter(([key]) => isOption("lxc", key)));
  requireCreationRights(call, "lxc", vmid, given);
  requireQuorum(call.faults);
  requireFreeId(call.cluster, vmid);
  const storage = String(call.given["storage"] ?? "local");
  const options = { ...given, rootfs: given["rootfs"] ?? `${storage}:4` };
  const disks = readDisks(call, "lxc", options);
  return call.tasks.start({
    node: call.node,
    type: "vzcreate",
    id: vmid,
    identity: call.identity,
    work: async (worker) => {
      const guest = await createContainer(call, { vmid, options, disks, template }, worker);
      joinPool(call, vmid);
      await startAfterCreation(call, guest, worker);
    },
  });
}
