import assert from "node:assert/strict";
import { TargetRules } from "../../../src/policy/targets/rules.ts";
import { visibleRows } from "../../../src/policy/targets/visible_rows.ts";
import { guest, KnownGuests, policySettings } from "../policy_settings.ts";

const known = new KnownGuests(
  guest(100, { name: "web", node: "pve1", pool: "lab" }),
  guest(200, { name: "db", node: "pve2", pool: "prod" }),
);

const labOnly = new TargetRules(policySettings({
  guests: { allowed: [{ kind: "pool", pool: "lab" }], denied: [] },
  nodes: { allowed: undefined, denied: ["pve2"] },
  storages: { allowed: undefined, denied: ["secret"] },
}));

Deno.test("lists lose the rows of guests, nodes and storages that are out of reach", async () => {
  const rows = [
    { type: "qemu", vmid: 100, node: "pve1", pool: "lab" },
    { type: "qemu", vmid: 200, node: "pve2", pool: "prod" },
    { type: "node", node: "pve1" },
    { type: "node", node: "pve2" },
    { type: "storage", storage: "local", node: "pve1" },
    { type: "storage", storage: "secret", node: "pve1" },
  ];
  assert.deepEqual(await visibleRows(rows, labOnly, known), [rows[0], rows[2], rows[4]]);
});

Deno.test("rows that name their guest only by volume, task, HA or replication id are filtered too", async () => {
  const seen = [
    { volid: "local:backup/vzdump-qemu-100-2026_01_01-00_00_00.vma.zst" },
    { upid: "UPID:pve1:0000022F:0002BDDF:6B00F2EC:qmstart:100:root@pam:", id: "100", node: "pve1" },
    { sid: "vm:100" },
    { id: "100-0" },
    { volid: "local:iso/debian.iso" },
    "a line of a log",
    7,
  ];
  const hidden = [
    { volid: "local:backup/vzdump-qemu-200-2026_01_01-00_00_00.vma.zst" },
    { volid: "local-lvm:vm-200-disk-0" },
    { upid: "UPID:pve1:0000022F:0002BDDF:6B00F2EC:qmstart:200:root@pam:", id: "200" },
    { sid: "vm:200" },
    { id: "200-0" },
    { vmid: "200" },
  ];
  assert.deepEqual(await visibleRows([...hidden, ...seen], labOnly, known), seen);
});

Deno.test("the members of a pool are filtered inside of the answer", async () => {
  const answer = { comment: "x", members: [{ vmid: 100, type: "qemu" }, { vmid: 200, type: "qemu" }] };
  assert.deepEqual(await visibleRows(answer, labOnly, known), { comment: "x", members: [answer.members[0]] });
});

Deno.test("rows are filtered however deep they stand: the pools of 8.x and 9.x, the guests of a backup job, a bridge's ports", async () => {
  const answers: readonly (readonly [hidden: unknown, left: unknown])[] = [
    [
      [{
        poolid: "lab",
        members: [{ id: "qemu/100", vmid: 100 }, { id: "qemu/200", vmid: 200, name: "db" }],
      }],
      [{ poolid: "lab", members: [{ id: "qemu/100", vmid: 100 }] }],
    ],
    [
      {
        children: [{ id: 100, type: "qemu", children: [{ id: "scsi0" }] }, {
          id: 200,
          type: "lxc",
          name: "db",
        }],
      },
      { children: [{ id: 100, type: "qemu", children: [{ id: "scsi0" }] }] },
    ],
    [
      [{ name: "vmbr0", ports: [{ name: "tap100i0", vmid: 100 }, { name: "tap200i0", vmid: 200 }] }],
      [{ name: "vmbr0", ports: [{ name: "tap100i0", vmid: 100 }] }],
    ],
    [
      {
        data: ["qemu/100", "lxc/200", "node/pve1", "node/pve2", "storage/pve1/secret"].map((id) => ({
          id,
          value: 1,
        })),
      },
      { data: ["qemu/100", "node/pve1"].map((id) => ({ id, value: 1 })) },
    ],
  ];
  for (const [answer, left] of answers) assert.deepEqual(await visibleRows(answer, labOnly, known), left);
});

Deno.test("members of the cluster and what HA's manager keeps of nodes and guests are filtered by name", async () => {
  assert.deepEqual(
    await visibleRows(
      {
        nodelist: [{ name: "pve1", nodeid: "1" }, { name: "pve2", nodeid: "2" }],
        status: [{ type: "cluster", name: "home", id: "cluster" }, {
          type: "node",
          name: "pve2",
          id: "node/pve2",
        }],
        manager_status: {
          node_status: { pve1: "online", pve2: "online" },
          service_status: { "vm:100": { node: "pve1" }, "vm:200": { node: "pve2" } },
        },
      },
      labOnly,
      known,
    ),
    {
      nodelist: [{ name: "pve1", nodeid: "1" }],
      status: [{ type: "cluster", name: "home", id: "cluster" }],
      manager_status: { node_status: { pve1: "online" }, service_status: { "vm:100": { node: "pve1" } } },
    },
  );
});

Deno.test("the row of the quorum is there whichever node was asked", async () => {
  const rows = [{ id: "quorum", type: "quorum", node: "pve2", quorate: 0 }];
  assert.deepEqual(await visibleRows(rows, labOnly, known), rows);
});

Deno.test("without lists an answer is not touched", async () => {
  const answer = [{ vmid: 200 }];
  assert.equal(await visibleRows(answer, new TargetRules(policySettings()), known), answer);
});
