import assert from "node:assert/strict";
import { Inventory, UnknownGuestError } from "../../src/proxmox/inventory.ts";
import { ScriptedWire } from "../harness/scripted_wire.ts";

const web = { type: "qemu", vmid: 101, node: "pve1", name: "web1", status: "running" };
const moved = { ...web, node: "pve2" };

Deno.test("callers at the same time share one request", async () => {
  const answer = Promise.withResolvers<unknown>();
  const wire = new ScriptedWire(() => answer.promise);
  const inventory = new Inventory(wire);
  const all = Promise.all([inventory.guest(101), inventory.resources(), inventory.guest(101)]);
  answer.resolve([web]);
  const [first] = await all;
  assert.equal(first.node, "pve1");
  assert.equal(wire.requests.length, 1);
});

Deno.test("one caller's abort ends only that caller's waiting", async () => {
  const answer = Promise.withResolvers<unknown>();
  const wire = new ScriptedWire(() => answer.promise);
  const inventory = new Inventory(wire);
  const impatient = new AbortController();
  const given = inventory.guest(101, { signal: impatient.signal });
  const patient = inventory.guest(101, { signal: new AbortController().signal });
  impatient.abort(new Error("cancelled by the user"));
  await assert.rejects(given, /cancelled by the user/);
  answer.resolve([web]);
  assert.equal((await patient).name, "web1");
  assert.equal(wire.requests.length, 1);
});

Deno.test("a caller that has gone already asks for nothing", async () => {
  const wire = new ScriptedWire(() => [web]);
  const inventory = new Inventory(wire);
  await inventory.resources();
  await assert.rejects(inventory.guest(101, { signal: AbortSignal.abort(new Error("gone")) }), /gone/);
  assert.equal(wire.requests.length, 1);
});

Deno.test("an answer is used again until it is too old or a fresh one is asked for", async () => {
  const wire = new ScriptedWire((_, nth) => nth === 0 ? [web] : [moved]);
  const inventory = new Inventory(wire, 60_000);
  assert.equal((await inventory.guest(101)).node, "pve1");
  assert.equal((await inventory.guest(101)).node, "pve1");
  assert.equal((await inventory.guest(101, { fresh: true })).node, "pve2");
  assert.equal(wire.requests.length, 2);
  const forgetful = new Inventory(wire, -1);
  await forgetful.resources();
  await forgetful.resources();
  assert.equal(wire.requests.length, 4);
});

Deno.test("a guest that the kept answer does not have is looked for anew", async () => {
  const created = { ...web, vmid: 150 };
  const wire = new ScriptedWire((_, nth) => nth === 0 ? [web] : [web, created]);
  const inventory = new Inventory(wire, 60_000);
  await inventory.resources();
  assert.equal((await inventory.guest(150)).vmid, 150);
  assert.equal(wire.requests.length, 2);
});

Deno.test("a guest that a new answer does not have is not looked for twice", async () => {
  const wire = new ScriptedWire(() => [web]);
  await assert.rejects(new Inventory(wire).guest(999), (error: unknown) => {
    assert.ok(error instanceof UnknownGuestError);
    assert.match(error.message, /999/);
    assert.match(error.remedy, /proxmox_guest_find.*VM\.Audit on \/vms\/999/);
    return true;
  });
  assert.equal(wire.requests.length, 1);
});

Deno.test("a failed request is not kept: the next caller asks again", async () => {
  const wire = new ScriptedWire((_, nth) => {
    if (nth === 0) throw new Error("connection refused");
    return [web];
  });
  const inventory = new Inventory(wire, 60_000);
  await assert.rejects(inventory.resources(), /connection refused/);
  assert.equal((await inventory.resources()).guests.length, 1);
});

Deno.test("what is forgotten is asked anew", async () => {
  const wire = new ScriptedWire(() => [web]);
  const inventory = new Inventory(wire, 60_000);
  await inventory.resources();
  inventory.forget();
  await inventory.resources();
  assert.equal(wire.requests.length, 2);
});
