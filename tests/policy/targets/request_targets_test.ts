import assert from "node:assert/strict";
import { targetsOf } from "../../../src/policy/targets/request_targets.ts";

interface Expected {
  readonly guests?: Readonly<Record<number, string>>;
  readonly nodes?: readonly string[];
  readonly storages?: readonly string[];
  readonly pools?: readonly string[];
  readonly all?: unknown;
}

const cases: readonly (readonly [string, Record<string, unknown>, Expected])[] = [
  ["GET /nodes/pve1/qemu/100/config", {}, { guests: { 100: "used" }, nodes: ["pve1"] }],
  ["PUT /nodes/pve1/lxc/101/config", { memory: 1 }, { guests: { 101: "changed" }, nodes: ["pve1"] }],
  ["POST /nodes/pve1/qemu/100/clone", { newid: 105, target: "pve2", storage: "zfs", pool: "lab" }, {
    guests: { 100: "used", 105: "created" },
    nodes: ["pve1", "pve2"],
    storages: ["zfs"],
    pools: ["lab"],
  }],
  ["POST /nodes/pve1/qemu/100/migrate", { target: "pve2", targetstorage: "local:fast,1" }, {
    guests: { 100: "changed" },
    nodes: ["pve1", "pve2"],
    storages: ["local", "fast"],
  }],
  ["POST /nodes/pve1/qemu", {
    vmid: 106,
    scsi0: "local-lvm:32,ssd=1",
    ide2: "iso-store:iso/debian.iso,media=cdrom",
    net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0",
    efidisk0: "efi:1,efitype=4m",
  }, {
    guests: { 106: "created" },
    nodes: ["pve1"],
    storages: ["local-lvm", "iso-store", "efi"],
  }],
  ["POST /nodes/pve1/qemu", { vmid: 106, archive: "pbs:backup/vm/100/2026-01-01T00:00:00Z", force: 1 }, {
    guests: { 100: "used", 106: "created" },
    nodes: ["pve1"],
    storages: ["pbs"],
  }],
  ["PUT /nodes/pve1/qemu/100/config", { scsi1: "local-lvm:vm-105-disk-0" }, {
    guests: { 100: "changed", 105: "changed" },
    nodes: ["pve1"],
    storages: ["local-lvm"],
  }],
  ["PUT /nodes/pve1/qemu/100/config", { scsi1: "xx:0,import-from=local:105/vm-105-disk-0.qcow2" }, {
    guests: { 100: "changed", 105: "used" },
    nodes: ["pve1"],
    storages: ["xx", "local"],
  }],
  ["PUT /nodes/pve1/qemu/100/config", { cicustom: "user=snips:snippets/u.yaml,meta=other:snippets/m.yaml" }, {
    guests: { 100: "changed" },
    nodes: ["pve1"],
    storages: ["snips", "other"],
  }],
  [
    "DELETE /nodes/pve1/storage/local/content/local%3Abackup%2Fvzdump-qemu-100-2026_01_01-00_00_00.vma.zst",
    {},
    {
      guests: { 100: "changed" },
      nodes: ["pve1"],
      storages: ["local"],
    },
  ],
  ["DELETE /nodes/pve1/storage/lvm/content/vm-107-disk-0", {}, {
    guests: { 107: "changed" },
    nodes: ["pve1"],
    storages: ["lvm"],
  }],
  ["DELETE /nodes/pve1/storage/local/prunebackups", { vmid: 100 }, {
    guests: { 100: "changed" },
    nodes: ["pve1"],
    storages: ["local"],
  }],
  ["POST /nodes/pve1/vzdump", { vmid: "100,101", storage: "pbs" }, {
    guests: { 100: "used", 101: "used" },
    nodes: ["pve1"],
    storages: ["pbs"],
  }],
  ["POST /nodes/pve1/vzdump", { vmid: "100", mode: "stop" }, { guests: { 100: "changed" }, nodes: ["pve1"] }],
  ["POST /nodes/pve1/vzdump", { all: 1 }, { nodes: ["pve1"], all: {} }],
  ["POST /nodes/pve1/vzdump", { pool: "lab" }, { nodes: ["pve1"], pools: ["lab"], all: { pool: "lab" } }],
  ["POST /nodes/pve1/stopall", {}, { nodes: ["pve1"], all: { node: "pve1" } }],
  ["POST /nodes/pve1/stopall", { vms: "100;101" }, {
    nodes: ["pve1"],
    guests: { 100: "changed", 101: "changed" },
  }],
  ["POST /nodes/pve1/status", { command: "reboot" }, { nodes: ["pve1"], all: { node: "pve1" } }],
  ["POST /cluster/bulk-action/guest/start", {}, { all: {} }],
  ["POST /cluster/bulk-action/guest/start", { vms: [100, 101] }, {
    guests: { 100: "changed", 101: "changed" },
  }],
  ["POST /cluster/ha/resources", { sid: "vm:100" }, { guests: { 100: "changed" } }],
  ["DELETE /cluster/ha/resources/ct:101", {}, { guests: { 101: "changed" } }],
  ["POST /cluster/ha/resources/vm:100/migrate", { node: "pve3" }, {
    guests: { 100: "changed" },
    nodes: ["pve3"],
  }],
  ["POST /cluster/ha/rules", { resources: "vm:100,ct:101", nodes: "pve1:2,pve2" }, {
    guests: { 100: "changed", 101: "changed" },
    nodes: ["pve1", "pve2"],
  }],
  ["POST /cluster/replication", { id: "100-0", target: "pve2", source: "pve1" }, { nodes: ["pve2", "pve1"] }],
  ["PUT /cluster/replication/100-0", {}, { guests: { 100: "changed" } }],
  ["DELETE /nodes/pve1/tasks/UPID:pve1:0000022F:0002BDDF:6B00F2EC:qmstart:100:root@pam!x:", {}, {
    guests: { 100: "changed" },
    nodes: ["pve1"],
  }],
  ["PUT /pools", { poolid: "lab", vms: "100", storage: "local" }, {
    guests: { 100: "changed" },
    storages: ["local"],
    pools: ["lab"],
  }],
  ["DELETE /pools/lab/inner", {}, { pools: ["lab/inner"] }],
  ["POST /storage", { storage: "new", type: "rbd", pool: "ceph-pool", nodes: "pve1" }, {
    storages: ["new"],
    nodes: ["pve1"],
  }],
  ["POST /nodes/pve1/lxc/101/move_volume", { volume: "mp0", "target-vmid": 102, storage: "zfs" }, {
    guests: { 101: "changed", 102: "changed" },
    nodes: ["pve1"],
    storages: ["zfs"],
  }],
  ["POST /nodes/pve1/qemu/100/firewall/rules", { source: "10.0.0.1", dest: "10.0.0.2" }, {
    guests: { 100: "changed" },
    nodes: ["pve1"],
  }],
  ["POST /nodes/pve1/qemu/100/migrate", { target: "pve2", targetst: "fast" }, {
    guests: { 100: "changed" },
    nodes: ["pve1", "pve2"],
    storages: ["fast"],
  }],
];

for (const [line, parameters, expected] of cases) {
  Deno.test(`targets of ${line} ${JSON.stringify(parameters)} are found`, () => {
    const [method, path = ""] = line.split(" ");
    assert.ok(method === "GET" || method === "POST" || method === "PUT" || method === "DELETE");
    const targets = targetsOf({ method, path, parameters });
    assert.deepEqual(
      {
        guests: Object.fromEntries(targets.guests),
        nodes: [...targets.nodes].toSorted(),
        storages: [...targets.storages].toSorted(),
        pools: [...targets.pools].toSorted(),
        all: targets.all,
      },
      {
        guests: expected.guests ?? {},
        nodes: (expected.nodes ?? []).toSorted(),
        storages: (expected.storages ?? []).toSorted(),
        pools: (expected.pools ?? []).toSorted(),
        all: expected.all,
      },
    );
  });
}
