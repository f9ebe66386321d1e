import { type AnyEndpoint, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure } from "../../api/failure.ts";
import { choice, flag, NODE, optional, optionals, text } from "../../api/schema.ts";
import { isDisabled } from "../../cluster/storage.ts";
import { requireNode } from "../../resources/require_node.ts";

const AUDIT = needs("/", "Sys.Audit");

/** Block devices of a node and what is made of them. */
export const diskEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/disks/list",
    description: "List local disks.",
    permission: { check: ["or", ["perm", "/", ["Sys.Audit"]], ["perm", "/nodes/{node}", ["Sys.Audit"]]] },
    protected: true,
    parameters: {
      node: NODE,
      type: choice("unused journal_disks"),
      ...optionals(() => flag(), "include-partitions skipsmart"),
    },
    handler: ({ cluster, node, given }) =>
      requireNode(cluster, node).disks
        .filter((disk) => given["type"] !== "unused" || disk.used === undefined)
        .map((disk) => ({ ...disk, osdid: -1, "osdid-list": null, ...link(disk.serial) })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/disks/smart",
    description: "Get SMART Health of a disk.",
    permission: AUDIT,
    protected: true,
    parameters: { node: NODE, disk: text({ pattern: "/dev/[a-zA-Z0-9\\/]+" }), healthonly: optional(flag()) },
    handler: ({ cluster, node, params }) => {
      const disk = requireNode(cluster, node).disks.find((one) => one.devpath === params.disk);
      if (disk === undefined) throw failure("not a valid block device");
      if (params.healthonly === true) return { health: disk.health };
      if (disk.type === "nvme") {
        return { type: "text", health: disk.health, wearout: disk.wearout, text: "Critical Warning: 0x00\n" };
      }
      return { type: "ata", health: disk.health, attributes: smartAttributes(disk.health) };
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/disks/lvmthin",
    description: "List LVM thinpools",
    permission: AUDIT,
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) =>
      storagesOfType("lvmthin", cluster.storagesOn(node)).map((storage) => {
        const { total = 0, used = 0 } = storage.space[node] ?? {};
        return {
          lv: String(storage.config["thinpool"]),
          vg: String(storage.config["vgname"]),
          ...{ lv_size: total, used, metadata_size: 1073741824, metadata_used: 21474836 },
        };
      }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/disks/lvm",
    description: "List LVM Volume Groups",
    permission: AUDIT,
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) => ({
      leaf: 0,
      children: storagesOfType("lvmthin", cluster.storagesOn(node)).map((storage) => ({
        name: String(storage.config["vgname"]),
        size: storage.space[node]?.total ?? 0,
        free: 17179869184,
        leaf: 0,
        children: [{
          name: "/dev/nvme0n1p3",
          size: storage.space[node]?.total ?? 0,
          free: 17179869184,
          leaf: 1,
        }],
      })),
    }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/disks/zfs",
    description: "List Zpools.",
    permission: AUDIT,
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) =>
      storagesOfType("zfspool", cluster.storagesOn(node)).map((storage) => {
        const { total = 0, used = 0 } = storage.space[node] ?? {};
        const health = requireNode(cluster, node).disks.some((disk) => disk.health === "FAILED")
          ? "DEGRADED"
          : "ONLINE";
        return {
          name: String(storage.config["pool"]),
          size: total,
          alloc: used,
          free: total - used,
          frag: 7,
          dedup: 1,
          health,
        };
      }),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/disks/directory",
    description: "PVE Managed Directory storages.",
    permission: AUDIT,
    protected: true,
    parameters: { node: NODE },
    handler: () => [],
  }),
];

function link(serial: string): Record<string, string> {
  return serial === "unknown" ? {} : { by_id_link: `/dev/disk/by-id/${serial}` };
}

function storagesOfType<T extends Parameters<typeof isDisabled>[0]>(
  type: string,
  storages: readonly T[],
): T[] {
  return storages.filter((storage) => storage.type === type && !isDisabled(storage));
}

function smartAttributes(health: string): Record<string, unknown>[] {
  const pending = health === "FAILED" ? "2" : "0";
  return [
    ["  5", "Reallocated_Sector_Ct", health === "FAILED" ? "1184" : "0"],
    ["  9", "Power_On_Hours", "31877"],
    ["197", "Current_Pending_Sector", pending],
  ].map(([id, name, raw]) => ({
    ...{ id, name, raw, flags: "PO--CK", value: 100, normalized: 100, worst: 100, threshold: 10 },
    fail: health === "FAILED" && id === "  5" ? "NOW" : "-",
  }));
}
