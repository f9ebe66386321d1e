import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../../api/failure.ts";
import { DIGEST, flag, NODE, number, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import { requireDigest } from "../../guest/config_change.ts";
import { requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { moveDisk } from "../../guest/move_disk.ts";
import { reassignDisk } from "../../guest/reassign_disk.ts";
import { growDisk, requireMount, targetSize } from "../../guest/resize.ts";
import { requireStorage } from "../../storage/require_storage.ts";

const PATH = { node: NODE, vmid: VMID } as const;
const MOUNT_NAMES = ["rootfs", ...Array.from({ length: 256 }, (_, index) => `mp${index}`)];
const MOVABLE = [...MOUNT_NAMES, ...Array.from({ length: 256 }, (_, index) => `unused${index}`)];
const BOTH = "either set 'storage' or 'target-vmid', but not both";

/** Growing and moving the volumes of a container. */
export const lxcVolumeEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/lxc/{vmid}/resize",
    description: "Resize a container mount point.",
    permission: needs("/vms/{vmid}", "VM.Config.Disk"),
    protected: true,
    parameters: {
      ...PATH,
      disk: text({ enum: MOUNT_NAMES }),
      size: text({ pattern: "\\+?\\d+(\\.\\d+)?[KMGT]?" }),
      digest: DIGEST,
    },
    handler: (call) => {
      const { vmid, disk, size, digest } = call.params;
      const guest = requireGuest(call.cluster, call.node, "lxc", vmid);
      requireDigest(guest, digest);
      requireUnlocked(guest);
      const mount = requireMount(guest, disk);
      const current = mount.size ?? 0;
      const bytes = targetSize(current, size, "unable to shrink disk size");
      if (bytes === current) throw failure("disk is already at specified size");
      return call.tasks.start({
        node: call.node,
        type: "resize",
        id: vmid,
        identity: call.identity,
        work: (worker) => growDisk(call, guest, mount, bytes, worker),
      });
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/lxc/{vmid}/move_volume",
    description: "Move a rootfs-/mp-volume to a different storage or to a different container.",
    permission: needs("/vms/{vmid}", "VM.Config.Disk"),
    protected: true,
    parameters: {
      ...PATH,
      volume: text({ enum: MOVABLE }),
      storage: optional(STORAGE),
      "target-vmid": optional(VMID),
      "target-volume": optional(text({ enum: MOVABLE })),
      "target-digest": DIGEST,
      delete: optional(flag({ default: 0 })),
      digest: DIGEST,
      bwlimit: optional(number({ minimum: 0 })),
    },
    handler: (call) => {
      const { vmid, volume, storage, digest } = call.params;
      const guest = requireGuest(call.cluster, call.node, "lxc", vmid);
      requireDigest(guest, digest);
      requireUnlocked(guest);
      const mount = requireMount(guest, volume);
      const { "target-vmid": other, "target-volume": key, "target-digest": otherDigest } = call.params;
      if (other !== undefined) {
        if (storage !== undefined) throw invalid({ storage: BOTH, "target-vmid": BOTH });
        return reassignDisk(call, guest, mount, { vmid: other, key, digest: otherDigest }, "move_volume");
      }
      if (storage === undefined) throw failure("missing 'storage' or 'target-vmid' parameter");
      const path = `/storage/${storage}`;
      if (!call.permissions.has(path, ["Datastore.AllocateSpace"])) {
        throw missingPrivilege(path, ["Datastore.AllocateSpace"]);
      }
      requireStorage(call.cluster, storage, call.node);
      return call.tasks.start({
        node: call.node,
        type: "move_volume",
        id: vmid,
        identity: call.identity,
        work: async (worker) => {
          if (guest.runtime !== undefined) throw failure("cannot move volumes of a running container");
          await moveDisk(
            call,
            guest,
            mount,
            { storage, deleteOriginal: call.params.delete === true },
            worker,
          );
        },
      });
    },
  }),
];
