import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid, missingPrivilege } from "../../api/failure.ts";
import { choice, DIGEST, flag, integer, NODE, optional, STORAGE, text, VMID } from "../../api/schema.ts";
import { requireDigest } from "../../guest/config_change.ts";
import { requireGuest, requireUnlocked } from "../../guest/lookup.ts";
import { moveDisk } from "../../guest/move_disk.ts";
import { reassignDisk } from "../../guest/reassign_disk.ts";
import { growDisk, requireDisk, targetSize } from "../../guest/resize.ts";
import { requireStorage } from "../../storage/require_storage.ts";
import { requireRootFor } from "../guest/root_only.ts";

const DISK_NAMES = [
  ...numbered("ide", 4),
  ...numbered("scsi", 31),
  ...numbered("virtio", 16),
  ...numbered("sata", 6),
  "efidisk0",
  "tpmstate0",
];

const MOVABLE = [...DISK_NAMES, ...numbered("unused", 256)];
const BOTH = "either set 'storage' or 'target-vmid', but not both";
const PATH = { node: NODE, vmid: VMID } as const;

/** Growing and moving the disks of a virtual machine. */
export const qemuDiskEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "PUT",
    path: "/nodes/{node}/qemu/{vmid}/resize",
    description: "Extend volume size.",
    permission: needs("/vms/{vmid}", "VM.Config.Disk"),
    protected: true,
    parameters: {
      ...PATH,
      disk: text({ enum: DISK_NAMES }),
      size: text({ pattern: "\\+?\\d+(\\.\\d+)?[KMGT]?" }),
      digest: DIGEST,
      skiplock: optional(flag()),
    },
    handler: (call) => {
      requireRootFor(call, "skiplock");
      const { vmid, disk, size, digest } = call.params;
      requireGuest(call.cluster, call.node, "qemu", vmid);
      return call.tasks.start({
        node: call.node,
        type: "resize",
        id: vmid,
        identity: call.identity,
        work: async (worker) => {
          const guest = requireGuest(call.cluster, call.node, "qemu", vmid);
          requireDigest(guest, digest);
          requireUnlocked(guest);
          const found = requireDisk(guest, disk);
          const current = call.cluster.volume(found.volume, guest.node)?.volume.size ?? found.size;
          if (current === undefined) throw failure(`volume '${found.volume}' does not exist`);
          const bytes = targetSize(current, size, "shrinking disks is not supported");
          if (bytes !== current) await growDisk(call, guest, found, bytes, worker);
        },
      });
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/qemu/{vmid}/move_disk",
    description: "Move volume to different storage or to a different VM.",
    permission: needs("/vms/{vmid}", "VM.Config.Disk"),
    protected: true,
    parameters: {
      ...PATH,
      disk: text({ enum: MOVABLE }),
      storage: optional(STORAGE),
      "target-vmid": optional(VMID),
      "target-disk": optional(text({ enum: MOVABLE })),
      "target-digest": DIGEST,
      format: choice("raw qcow2 vmdk"),
      delete: optional(flag({ default: 0 })),
      digest: DIGEST,
      bwlimit: optional(integer({ minimum: 0 })),
    },
    handler: (call) => {
      const { vmid, disk, storage, format, digest } = call.params;
      const guest = requireGuest(call.cluster, call.node, "qemu", vmid);
      requireDigest(guest, digest);
      requireUnlocked(guest);
      const found = requireDisk(guest, disk);
      const { "target-vmid": other, "target-disk": key, "target-digest": otherDigest } = call.params;
      if (other !== undefined) {
        if (storage !== undefined) throw invalid({ storage: BOTH, "target-vmid": BOTH });
        return reassignDisk(call, guest, found, { vmid: other, key, digest: otherDigest }, "qmmove");
      }
      if (storage === undefined) throw failure("missing 'storage' or 'target-vmid' parameter");
      const path = `/storage/${storage}`;
      if (!call.permissions.has(path, ["Datastore.AllocateSpace"])) {
        throw missingPrivilege(path, ["Datastore.AllocateSpace"]);
      }
      requireStorage(call.cluster, storage, call.node);
      if (found.volume.startsWith(`${storage}:`) && format === undefined) {
        throw failure("you can't move to the same storage with same format");
      }
      const move = { storage, deleteOriginal: call.params.delete === true };
      return call.tasks.start({
        node: call.node,
        type: "qmmove",
        id: vmid,
        identity: call.identity,
        work: (worker) =>
          moveDisk(call, guest, found, format === undefined ? move : { ...move, format }, worker),
      });
    },
  }),
];

function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${word}${index}`);
}
