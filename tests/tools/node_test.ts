import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";
import { steady } from "../harness/steady.ts";

Deno.test("a node's status is found whatever the case of its name", async (t) => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_node_status", { node: "PVE2" });
  await t.assertSnapshot(steady(text));
});

Deno.test("an unknown node is refused by every tool that takes one, and never looked up in DNS", async (t) => {
  await using lab = await startLab();
  const calls: Readonly<Record<string, Record<string, unknown>>> = {
    proxmox_node_status: { node: "pve9" },
    proxmox_vm_list: { node: "pve9" },
    proxmox_ct_list: { node: "pve9" },
    proxmox_guest_find: { node: "pve9" },
    proxmox_storage_list: { node: "pve9" },
    proxmox_task_list: { node: "pve9" },
  };
  for (const [tool, args] of Object.entries(calls)) {
    await t.step(tool, async () => {
      assert.equal(
        await lab.failure(tool, args),
        "There is no node pve9. Did you mean pve1? The nodes are: pve1, pve2, pve3.",
      );
    });
  }
  assert.equal(lab.cluster.countRequests("GET", /pve9/), 0);
});

Deno.test("what cannot be a node's name is refused before anything is asked", async () => {
  await using lab = await startLab();
  for (const node of ["pve1/../../access", "a b", "", "-x"]) {
    await lab.failure("proxmox_node_status", { node });
  }
  assert.deepEqual(lab.simulator.requests, []);
});
