import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

Deno.test("a stopped VM becomes a template that can be cloned", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_guest_to_template", { vmid: 102 }),
    /^VM 102 \(web2\) on pve1 is a template; .* \(task qmtemplate, /,
  );
  assert.equal(labGuest(lab, 102).config["template"], 1);
  await lab.text("proxmox_guest_clone", { vmid: 102, name: "child", full: false });
});

Deno.test("a container's task is found although Proxmox does not name it", async () => {
  await using lab = await startLab();
  assert.match(await lab.text("proxmox_guest_to_template", { vmid: 115 }), /^CT 115 .* \(task vztemplate, /);
  assert.equal(labGuest(lab, 115).config["template"], 1);
});

Deno.test("what cannot become a template is refused with what would help", async (t) => {
  await using lab = await startLab();
  await lab.text("proxmox_snapshot_create", { vmid: 102, name: "before" });
  const calls: readonly (readonly [string, number, RegExp])[] = [
    ["a running VM", 101, /VM 101 \(web1\) runs.*proxmox_vm_shutdown vmid=101/s],
    ["a running container", 112, /proxmox_ct_shutdown vmid=112/],
    ["one with snapshots", 102, /has snapshots \(before\).*proxmox_snapshot_delete/s],
    ["a template", 9000, /is a template already/],
  ];
  for (const [what, vmid, says] of calls) {
    await t.step(
      what,
      async () => assert.match(await lab.failure("proxmox_guest_to_template", { vmid }), says),
    );
  }
  assert.equal(lab.cluster.countRequests("POST", /template/), 0);
});
