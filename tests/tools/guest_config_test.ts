import assert from "node:assert/strict";
import type { Guest } from "../../src/simulator/cluster/guest.ts";
import { type Lab, startLab } from "../harness/lab.ts";

function guestOf(lab: Lab, vmid: number): Guest {
  const guest = lab.simulator.cluster.guest(vmid);
  assert.ok(guest);
  return guest;
}

Deno.test("changes that wait for the next start are shown apart", async () => {
  await using lab = await startLab();
  const guest = guestOf(lab, 101);
  guest.pending["cores"] = { value: 8 };
  guest.pending["onboot"] = { delete: 1 };
  const text = await lab.text("proxmox_vm_config", { vmid: 101 });
  assert.match(text, /^VM 101 \(web1\) on pve1, \d+ options set\n/);
  assert.match(text, /\npending until the next start:\ncores: 8\nonboot: will be removed$/);
});

Deno.test("options come in an order that a person expects", async () => {
  await using lab = await startLab();
  const guest = guestOf(lab, 101);
  for (const index of [10, 2, 1]) guest.config[`net${index}`] = "virtio=BC:24:11:17:1F:62,bridge=vmbr0";
  const text = await lab.text("proxmox_vm_config", { vmid: 101 });
  assert.deepEqual([...text.matchAll(/^(net\d+):/gm)].map(([, name]) => name), [
    "net0",
    "net1",
    "net2",
    "net10",
  ]);
});

Deno.test("the configuration at a snapshot is shown with its notes", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_config", { vmid: 101, snapshot: "before-upgrade" });
  assert.match(text, /^VM 101 \(web1\) on pve1 at snapshot before-upgrade, /);
  assert.match(text, /^description: nginx 1\.26 still in place$/m);
  assert.match(
    await lab.failure("proxmox_vm_config", { vmid: 101, snapshot: "nosuch" }),
    /snapshot 'nosuch' does not exist/,
  );
});

Deno.test("passwords of cloud-init never leave", async () => {
  await using lab = await startLab();
  guestOf(lab, 101).config["cipassword"] = "correct horse battery staple";
  const text = await lab.text("proxmox_vm_config", { vmid: 101 });
  assert.doesNotMatch(text, /correct horse/);
});

Deno.test("notes of several lines cannot pass for options, nor hide what they say", async () => {
  await using lab = await startLab();
  guestOf(lab, 101).config["description"] = "Ask Alice\nmemory: 1\nprotection: 0\u202e\u001b[2K";
  const text = await lab.text("proxmox_vm_config", { vmid: 101 });
  assert.equal(text.match(/^memory: /gm)?.length, 1);
  assert.match(text, /^description: Ask Alice .* memory: 1 .* protection: 0/m);
  // deno-lint-ignore no-control-regex -- what must not be there
  assert.doesNotMatch(text, /[\u001b\u202e]/);
});
