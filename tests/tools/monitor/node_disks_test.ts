import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("disks and pools of all nodes are shown, what is wrong with them first", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_node_disks");
  assert.match(text, /^6 disks; trouble with \/dev\/sda of pve3: SMART says FAILED/);
  assert.match(text, /^pve1 +\/dev\/nvme0n1 +nvme +932 GiB +PASSED +96 % +BIOS boot +Samsung/m);
  assert.match(text, /^NODE +POOL +KIND/m);
});

Deno.test("a worn disk and a degraded pool are trouble", async () => {
  await using lab = await startLab();
  const node = lab.simulator.cluster.node("pve1");
  const [first, second] = node?.disks ?? [];
  assert.ok(first && second);
  first.wearout = 4;
  second.wearout = "N/A";
  const text = await lab.text("proxmox_node_disks", { node: "pve1" });
  assert.match(text, /^2 disks; trouble with \/dev\/nvme0n1 of pve1: 4 % of its life left/);
});

Deno.test("a login that may see the disks but not the pools is told which were left out", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  lab.simulator.cluster.state.acl = [
    { path: "/nodes", type: "user", ugid: "auditor@pve", roleid: "PVEAuditor", propagate: true },
  ];
  const text = await lab.text("proxmox_node_disks", { node: "pve1" });
  assert.match(text, /^2 disks, no trouble\n/);
  assert.match(text, /\nNot answered: (?:zfs|lvm|lvmthin) of pve1 \(.*lacks Sys\.Audit on \//);
});
