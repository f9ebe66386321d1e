import assert from "node:assert/strict";
import { type Lab, startLab } from "../harness/lab.ts";

/** The lines of an answer that name pve3. */
function linesAbout(text: string, words: RegExp): readonly string[] {
  return text.split("\n").filter((line) => words.test(line));
}

/** A lab whose node pve3 has been gone for so many seconds of the simulator's clock. */
async function labWithDeadNode(seconds: number, speed: number): Promise<Lab> {
  const lab = await startLab({ speed, settings: { PROXMOX_RETRY_ATTEMPTS: "0" } });
  lab.simulator.faults.breakNode("pve3", "gone", { since: seconds / speed });
  return lab;
}

Deno.test("in the five minutes for which Proxmox keeps a dead node's rows nothing on it is said to run", async (t) => {
  await using lab = await labWithDeadNode(20, 1);

  await t.step("guests", async () => {
    const text = await lab.text("proxmox_guest_find", { node: "pve3" });
    const rows = linesAbout(text, /\bpve3\b/);
    assert.equal(rows.length, 3, text);
    for (const row of rows) assert.match(row, / unknown /, row);
    assert.match(await lab.text("proxmox_vm_list", { status: "unknown" }), /^2 of 10 VMs: 2 unknown\n/);
  });
  await t.step("nodes", async () => {
    assert.match(await lab.text("proxmox_node_list"), /^3 nodes, 2 online\n[^]*\npve3 +offline /);
  });
  await t.step("storages", async () => {
    const rows = linesAbout(await lab.text("proxmox_storage_list", { node: "pve3" }), /\bpve3\b/);
    for (const row of rows) assert.match(row, / unknown /, row);
    const shared = linesAbout(await lab.text("proxmox_storage_list"), /^nas /);
    assert.match(shared.join(), /shared: pve1,pve2,pve3 +available/);
  });
  await t.step("the cluster's status names the node, not each thing on it", async () => {
    const text = await lab.text("proxmox_cluster_status");
    assert.match(text, /^nodes: 3: pve1 online, pve2 online, pve3 offline$/m);
    assert.match(text, /^odd: node pve3 is offline; 111 is locked \(backup\)$/m);
    assert.match(text, /^guests: 10 VMs \(.*2 unknown/m);
  });
});

Deno.test("afterwards its guests have neither name nor figures, and are still found by their id", async () => {
  await using lab = await labWithDeadNode(400, 1);
  const text = await lab.text("proxmox_guest_find", { query: "120" });
  assert.match(text, /^1 of 16 guests match\.\nTYPE +VMID +NODE +STATE\nVM +120 +pve3 +unknown$/);
});

Deno.test("a call on a dead node's guest says that the node cannot be reached, and changes nothing", async (t) => {
  await using lab = await labWithDeadNode(100, 100);
  for (const tool of ["proxmox_vm_status", "proxmox_vm_config", "proxmox_vm_start", "proxmox_vm_shutdown"]) {
    await t.step(tool, async () => {
      const text = await lab.failure(tool, { vmid: 120 });
      assert.match(
        text,
        /^The entry node cannot reach the node pve3 \(595 No route to host .*proxmox_node_list/,
      );
    });
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("a shared storage is asked for on a node that is online", async () => {
  await using lab = await startLab({ settings: { PROXMOX_RETRY_ATTEMPTS: "0" } });
  lab.simulator.faults.breakNode("pve2", "gone");
  lab.simulator.faults.breakNode("pve3", "gone");
  assert.match(
    await lab.text("proxmox_storage_status", { storage: "nas" }),
    /^storage: nas on pve1, shared\n/,
  );
});

Deno.test("a node whose daemon hangs is told apart from one that is gone", async () => {
  await using lab = await startLab({ settings: { PROXMOX_RETRY_ATTEMPTS: "0" } });
  lab.simulator.faults.breakNode("pve3", "daemon hung");
  const text = await lab.failure("proxmox_vm_status", { vmid: 120 });
  assert.match(text, /^The node pve3 gave no answer in time, or its connection broke \(596 /);
});
