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

Deno.test("without lists an answer is not touched", async () => {
  const answer = [{ vmid: 200 }];
  assert.equal(await visibleRows(answer, new TargetRules(policySettings()), known), answer);
});
