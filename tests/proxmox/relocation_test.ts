import assert from "node:assert/strict";
import { Inventory } from "../../src/proxmox/inventory.ts";
import { mayHaveMoved, whereverItIs } from "../../src/proxmox/relocation.ts";
import type { Guest } from "../../src/proxmox/resources.ts";
import { TaskFailedError } from "../../src/proxmox/task_report.ts";
import { parseUpid } from "../../src/proxmox/upid.ts";
import { ApiError } from "../../src/wire/errors.ts";
import { ScriptedWire } from "../harness/scripted_wire.ts";

function refused(reason: string): ApiError {
  return new ApiError(`Proxmox said: ${reason}`, { status: 500, reason, method: "POST", path: "/x" });
}

function taskFailed(exitStatus: string): TaskFailedError {
  return new TaskFailedError(
    parseUpid("UPID:pve1:00000001:00000002:6B00F2EC:qmstart:210:root@pam:"),
    exitStatus,
    [],
  );
}

/** What nodes say of a guest that another node has (recorded with two nodes of Proxmox VE 9.2). */
const staleAnswers: readonly Error[] = [
  refused("Configuration file 'nodes/pve/lxc/110.conf' does not exist"),
  refused("Configuration file 'nodes/pve/qemu-server/210.conf' does not exist"),
  refused("CT 110 not running"),
  refused("VM 110 not running"),
  refused("unable to find configuration file for VM 210 on node 'pve'"),
  taskFailed("unable to find configuration file for VM 210 on node 'pve'"),
  taskFailed("Configuration file 'nodes/pve/lxc/110.conf' does not exist"),
  taskFailed("Configuration file 'nodes/pve/qemu-server/210.conf' does not exist"),
];

const otherFailures: readonly unknown[] = [
  refused("VM is locked (backup)"),
  refused("CT 110 already running"),
  refused("no such VM"),
  refused(""),
  taskFailed("start failed: QEMU exited with code 1"),
  new Error("Configuration file 'nodes/pve/lxc/110.conf' does not exist"),
];

async function inventoryAt(
  node: string,
): Promise<{ inventory: Inventory; guest: Guest; wire: ScriptedWire }> {
  const wire = new ScriptedWire((_, nth) => [{ type: "qemu", vmid: 210, node: nth === 0 ? "pve1" : node }]);
  const inventory = new Inventory(wire, 60_000);
  return { inventory, guest: await inventory.guest(210), wire };
}

Deno.test("every answer of a node that no longer has the guest is known as one", () => {
  for (const error of staleAnswers) assert.ok(mayHaveMoved(error), error.message);
  for (const error of otherFailures) assert.equal(mayHaveMoved(error), false, String(error));
});

Deno.test("after such an answer the work is done once more on the guest's new node", async () => {
  for (const stale of staleAnswers) {
    const { inventory, guest } = await inventoryAt("pve2");
    const nodes: string[] = [];
    const done = await whereverItIs(inventory, guest, undefined, (at) => {
      nodes.push(at.node);
      return at.node === "pve1" ? Promise.reject(stale) : Promise.resolve("done");
    });
    assert.equal(done, "done");
    assert.deepEqual(nodes, ["pve1", "pve2"]);
  }
});

Deno.test("a guest that has not moved keeps its own error, and nothing is done twice", async () => {
  const { inventory, guest } = await inventoryAt("pve1");
  const error = refused("VM 210 not running");
  let attempts = 0;
  const work = whereverItIs(inventory, guest, undefined, () => {
    attempts += 1;
    return Promise.reject(error);
  });
  await assert.rejects(work, (thrown) => thrown === error);
  assert.equal(attempts, 1);
});

Deno.test("another failure is passed on without a look at the cluster", async () => {
  const { inventory, guest, wire } = await inventoryAt("pve2");
  await assert.rejects(
    whereverItIs(inventory, guest, undefined, () => Promise.reject(refused("VM is locked (backup)"))),
  );
  assert.equal(wire.requests.length, 1);
});

Deno.test("a second move during the second attempt is told as it is", async () => {
  const { inventory, guest } = await inventoryAt("pve2");
  const gone = refused("Configuration file 'nodes/pve2/qemu-server/210.conf' does not exist");
  await assert.rejects(
    whereverItIs(inventory, guest, undefined, () => Promise.reject(gone)),
    (error) => error === gone,
  );
});
