import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";
import { steady } from "../harness/steady.ts";

Deno.test("the status of a guest says what matters in its state, and no more", async (t) => {
  await using lab = await startLab();
  const guests: Readonly<Record<string, readonly [string, number]>> = {
    "a running VM with an agent": ["vm", 101],
    "a VM under HA": ["vm", 103],
    "a locked VM": ["vm", 111],
    "a VM without an agent": ["vm", 114],
    "a stopped VM": ["vm", 113],
    "a template": ["vm", 9000],
    "a running container": ["ct", 112],
    "a stopped container": ["ct", 115],
  };
  for (const [what, [noun, vmid]] of Object.entries(guests)) {
    await t.step(what, async (t) => {
      await t.assertSnapshot(steady(await lab.text(`proxmox_${noun}_status`, { vmid })));
    });
  }
});

Deno.test("a paused VM is said to be paused, and is not asked for its addresses", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_suspend", { vmid: 101 });
  const text = await lab.text("proxmox_vm_status", { vmid: 101 });
  assert.match(text, /^VM 101 \(web1\): paused\n/);
  assert.equal(lab.cluster.countRequests("GET", /\/agent\//), 0);
});

Deno.test("addresses that cannot be had come with the reason and what would help", async (t) => {
  await using lab = await startLab();
  await t.step("no agent configured", async () => {
    assert.match(
      await lab.text("proxmox_vm_status", { vmid: 114 }),
      /^addresses: unknown: .*agent=1.*qemu-guest-agent/m,
    );
  });
  await t.step("the agent does not run", async () => {
    const guest = lab.simulator.cluster.guest(110);
    assert.ok(guest);
    guest.system.agent = false;
    assert.match(
      await lab.text("proxmox_vm_status", { vmid: 110 }),
      /^addresses: unknown: QEMU guest agent is not running \(install and start qemu-guest-agent in the VM\)$/m,
    );
  });
  await t.step("the request for them fails", async () => {
    const fault = {
      kind: "status",
      status: 500,
      reason: "guest-network-get-interfaces has been disabled",
    } as const;
    lab.simulator.faults.requests.next(fault, { path: /\/agent\// });
    assert.match(
      await lab.text("proxmox_vm_status", { vmid: 101 }),
      /^addresses: unknown: .*has been disabled/m,
    );
  });
});

Deno.test("a node given with a guest is checked, although it is never needed", async (t) => {
  await using lab = await startLab();
  for (
    const tool of ["proxmox_vm_status", "proxmox_vm_config", "proxmox_snapshot_list", "proxmox_vm_start"]
  ) {
    await t.step(tool, async () => {
      assert.match(await lab.text(tool, { vmid: 101, node: "pve1" }), /101/);
      assert.equal(
        await lab.failure(tool, { vmid: 101, node: "pve3" }),
        "Guest 101 is on node pve1, not on pve3. Leave node= out: the guest is found by its vmid.",
      );
    });
  }
});

Deno.test("an unknown vmid is told with the tool that finds guests and the privilege that may be missing", async () => {
  await using lab = await startLab();
  for (
    const tool of ["proxmox_vm_status", "proxmox_ct_config", "proxmox_snapshot_create", "proxmox_vm_stop"]
  ) {
    const args = tool.endsWith("create") ? { vmid: 999, name: "aa" } : { vmid: 999 };
    assert.match(
      await lab.failure(tool, args),
      /^No guest with vmid 999 is visible\. proxmox_guest_find .*VM\.Audit on \/vms\/999/,
    );
  }
});
