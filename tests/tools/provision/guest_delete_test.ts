import assert from "node:assert/strict";
import { callConfirmed } from "./confirmed_call.ts";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

const untagged = { PROXMOX_PROTECTED_TAG: "untouchable" };

Deno.test("before a guest is deleted the preview says all there is to know of it", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_stop", { vmid: 101 });
  const { preview, text } = await callConfirmed(lab, "proxmox_guest_delete", { vmid: 101 });
  assert.match(preview, /VM 101 \(web1\) on pve1 is deleted with its disks and snapshots, for good\./);
  for (
    const line of [
      /- node: pve1/,
      /- state: stopped/,
      /- tags: prod, web/,
      /- pool: production/,
      /- disks: scsi0 local-lvm:vm-101-disk-0 \(32 GiB\)/,
      /- snapshots: 1 \(before-upgrade\)/,
      /- backup jobs: backup-nightly \(101,103,110\); it stays listed there without purge=true/,
      /- newest backup: \d{4}-\d\d-\d\d [\d:]+ UTC, pbs:backup\/vm\/101\//,
    ]
  ) assert.match(preview, line);
  assert.match(
    text,
    /^VM 101 \(web1\) on pve1 is deleted; backups of it are kept \(task qmdestroy, \d+ s\)\.$/,
  );
  assert.equal(lab.simulator.cluster.guest(101), undefined);
  assert.equal(lab.simulator.cluster.volume("local-lvm:vm-101-disk-0", "pve1"), undefined);
  assert.match(await lab.failure("proxmox_vm_status", { vmid: 101 }), /No guest with vmid 101/);
});

Deno.test("with purge a container leaves its jobs as well", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_ct_stop", { vmid: 112 });
  const { preview } = await callConfirmed(lab, "proxmox_guest_delete", { vmid: 112, purge: true });
  assert.match(preview, /- replication: 112-0 to pve3; it is taken out of them/);
  assert.match(
    preview,
    /disks: mp0 tank:subvol-112-disk-1 \(80 GiB\), rootfs tank:subvol-112-disk-0 \(24 GiB\)/,
  );
  assert.deepEqual(lab.simulator.cluster.state.replication, {});
});

Deno.test("a running guest is refused with the way to stop it, before anybody is asked", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_guest_delete", { vmid: 101 }),
    /VM 101 \(web1\) on pve1 is running, so it is not deleted\. .*proxmox_vm_shutdown vmid=101.*proxmox_vm_stop/,
  );
  assert.match(await lab.failure("proxmox_guest_delete", { vmid: 112 }), /proxmox_ct_shutdown vmid=112/);
  assert.equal(lab.cluster.countRequests("DELETE", /./), 0);
});

Deno.test("a guest under HA needs purge", async () => {
  await using lab = await startLab({ settings: untagged });
  labGuest(lab, 103).config["protection"] = 0;
  await lab.text("proxmox_vm_stop", { vmid: 103 });
  assert.match(await lab.failure("proxmox_guest_delete", { vmid: 103 }), /managed by HA.*purge=true/s);
  await callConfirmed(lab, "proxmox_guest_delete", { vmid: 103, purge: true });
  assert.equal(lab.simulator.cluster.state.haResources["vm:103"], undefined);
});

Deno.test("a protected guest is out of reach, by tag and by Proxmox's own flag", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_guest_delete", { vmid: 103 }),
    /tag protected and is never changed/,
  );
  await using bare = await startLab({ settings: untagged });
  assert.match(await bare.failure("proxmox_guest_delete", { vmid: 103 }), /protection flag/);
});

Deno.test("a confirmation does not hold for another guest that got the vmid in between", async () => {
  await using lab = await startLab();
  const preview = await lab.text("proxmox_guest_delete", { vmid: 102 });
  const confirm = /confirm=(\S+)/.exec(preview)?.[1];
  labGuest(lab, 102).config["vmgenid"] = crypto.randomUUID();
  assert.match(
    await lab.failure("proxmox_guest_delete", { vmid: 102, confirm }),
    /its target has changed since it was shown\. Nothing was done/,
  );
  assert.notEqual(lab.simulator.cluster.guest(102), undefined);
});

Deno.test("a template whose disks clones share stays, and the task says why", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_guest_clone", { vmid: 9000, name: "linked" });
  const preview = await lab.text("proxmox_guest_delete", { vmid: 9000 });
  assert.match(preview, /clones that share its disks keep it from being deleted/);
  const confirm = /confirm=(\S+)/.exec(preview)?.[1];
  assert.match(
    await lab.failure("proxmox_guest_delete", { vmid: 9000, confirm }),
    /still in use by linked clones/,
  );
});

Deno.test("nothing is deleted without quorum, since the disks would go first", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM: "off" } });
  lab.simulator.faults.loseQuorum();
  assert.match(await lab.failure("proxmox_guest_delete", { vmid: 102 }), /no quorum/);
  assert.equal(lab.cluster.countRequests("DELETE", /./), 0);
});
