import assert from "node:assert/strict";
import { readResources } from "../../src/proxmox/resources.ts";

Deno.test("rows are sorted into guests, nodes and storages, each in a stable order", () => {
  const { guests, nodes, storages } = readResources([
    { type: "qemu", vmid: 9000, node: "pve10" },
    { type: "storage", storage: "nas", node: "pve10" },
    { type: "node", node: "pve10", status: "online" },
    { type: "lxc", vmid: 100, node: "pve2" },
    { type: "storage", storage: "nas", node: "pve2" },
    { type: "node", node: "pve2", status: "offline" },
    { type: "pool", pool: "production" },
    { type: "network", network: "localnetwork", node: "pve2" },
  ]);
  assert.deepEqual(guests.map((row) => row.vmid), [100, 9000]);
  assert.deepEqual(nodes.map((row) => row.node), ["pve2", "pve10"]);
  assert.deepEqual(storages.map((row) => row.node), ["pve2", "pve10"]);
});

Deno.test("numbers and flags are read in every form that Perl gives them", () => {
  const { guests: [guest] } = readResources([{
    type: "qemu",
    vmid: "101",
    node: "pve1",
    name: 4711,
    status: "running",
    template: "1",
    cpu: "0.25",
    maxcpu: 4,
    mem: "8589934592",
    disk: 0,
    uptime: "",
    tags: "prod;web,db  x",
  }]);
  assert.equal(guest?.vmid, 101);
  assert.equal(guest?.name, "4711");
  assert.equal(guest?.template, true);
  assert.equal(guest?.cpu, 0.25);
  assert.equal(guest?.mem, 8_589_934_592);
  assert.equal(guest?.uptime, undefined);
  assert.deepEqual(guest?.tags, ["db", "prod", "web", "x"]);
});

Deno.test("the bare rows that a dead node leaves after five minutes are read as unknown", () => {
  const { guests: [guest], storages: [storage], nodes: [node] } = readResources([
    { id: "lxc/200", type: "lxc", vmid: 200, node: "pve2", status: "unknown" },
    { id: "storage/pve2/nas", type: "storage", storage: "nas", node: "pve2", status: "unknown" },
    { id: "node/pve2", type: "node", node: "pve2" },
  ]);
  assert.deepEqual([guest?.status, guest?.name, guest?.tags, guest?.template], [
    "unknown",
    undefined,
    [],
    false,
  ]);
  assert.deepEqual([storage?.status, storage?.content, storage?.maxdisk], ["unknown", [], undefined]);
  assert.equal(node?.status, "unknown");
});

Deno.test("a row that does not fit is left out and costs no other row", () => {
  const { guests } = readResources([
    { type: "qemu", node: "pve1" },
    { type: "qemu", vmid: "abc", node: "pve1" },
    { type: "qemu", vmid: 101, node: "pve1" },
  ]);
  assert.deepEqual(guests.map((row) => row.vmid), [101]);
});

Deno.test("a storage of a node that is gone is unknown at once, although its row still says available", () => {
  const { storages } = readResources([
    { type: "storage", storage: "nas", node: "pve1", status: "available" },
    { type: "storage", storage: "nas", node: "pve2", status: "available" },
    { type: "node", node: "pve1", status: "online" },
    { type: "node", node: "pve2", status: "offline" },
  ]);
  assert.deepEqual(storages.map((row) => row.status), ["available", "unknown"]);
});
