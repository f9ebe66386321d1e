import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import { callConfirmed } from "./confirmed_call.ts";
import { labGuest } from "./lab_guest.ts";

Deno.test("a volume that no guest names is deleted after a look at it", async () => {
  await using lab = await startLab();
  const volume = "nas:iso/debian-13.1.0-amd64-netinst.iso";
  const { preview, text } = await callConfirmed(lab, "proxmox_volume_delete", { volume });
  assert.match(preview, /- kind: iso\n- size: 784 MiB\n.*- no guest's configuration names it$/ms);
  assert.match(text, /^nas:iso\/debian-13\.1\.0-amd64-netinst\.iso on pve1 is deleted \(task imgdel, /);
  assert.equal(lab.simulator.cluster.volume(volume, "pve1"), undefined);
});

Deno.test("a volume that a guest names is refused, wherever the guest names it", async (t) => {
  await using lab = await startLab();
  const { cluster } = lab.simulator;
  labGuest(lab, 120).config["ide2"] = "nas:iso/ubuntu-24.04.3-live-server-amd64.iso,media=cdrom";
  labGuest(lab, 101).pending["scsi3"] = { value: "local-lvm:vm-102-disk-0,size=32G" };
  const snapshot = labGuest(lab, 101).snapshots["before-upgrade"];
  assert.ok(snapshot);
  snapshot.config["scsi1"] = "local-lvm:vm-101-disk-5,size=1G";
  cluster.storage("local-lvm")?.volumes.push({
    ...{
      name: "vm-101-disk-5",
      content: "images",
      format: "raw",
      size: 2 ** 30,
      vmid: 101,
      ctime: 1,
      node: "pve1",
    },
  });
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      "its own disk",
      "local-lvm:vm-110-disk-0",
      /is in use.*VM 110 \(gitlab\) as scsi0\. .*proxmox_vm_configure/s,
    ],
    ["a container's", "tank:subvol-112-disk-1", /CT 112 \(monitoring\) as mp0/],
    [
      "an image in a drive of another node's guest",
      "nas:iso/ubuntu-24.04.3-live-server-amd64.iso",
      /VM 120 \(files\) as ide2/,
    ],
    [
      "what waits for a restart",
      "local-lvm:vm-102-disk-0",
      /VM 101 \(web1\) as scsi3, VM 102 \(web2\) as scsi0/,
    ],
    ["a snapshot", "local-lvm:vm-101-disk-5", /VM 101 \(web1\) as scsi1 in its snapshot before-upgrade/],
    ["a protected guest's", "nas:103/vm-103-disk-0.qcow2", /VM 103 \(db1\) as scsi0/],
  ];
  for (const [what, volume, says] of cases) {
    await t.step(
      what,
      async () => assert.match(await lab.failure("proxmox_volume_delete", { volume }), says),
    );
  }
  assert.equal(lab.cluster.countRequests("DELETE", /./), 0);
});

Deno.test("a volume that several nodes have needs a node", async () => {
  await using lab = await startLab();
  const volume = "local:vztmpl/alpine-3.22-default_20250617_amd64.tar.xz";
  assert.match(
    await lab.failure("proxmox_volume_delete", { volume }),
    /3 nodes have a volume .* of their own\. Say which with node=: pve1, pve2, pve3/,
  );
  await callConfirmed(lab, "proxmox_volume_delete", { volume, node: "pve2" });
  assert.equal(lab.simulator.cluster.volume(volume, "pve2"), undefined);
  assert.ok(lab.simulator.cluster.volume(volume, "pve1"));
});

Deno.test("linked clones keep the disk that they share", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_guest_clone", { vmid: 9000, name: "linked" });
  delete lab.simulator.cluster.state.guests[9000];
  assert.match(
    await lab.failure("proxmox_volume_delete", { volume: "nas:9000/base-9000-disk-0.qcow2" }),
    /is shared by linked clones: nas:105\/vm-105-disk-\d/,
  );
});

Deno.test("backups are left to their own tool, and unknown volumes are told with the nearest", async () => {
  await using lab = await startLab();
  const backup = lab.simulator.cluster.storage("nas")?.volumes.find(({ content }) => content === "backup");
  assert.match(
    await lab.failure("proxmox_volume_delete", { volume: `nas:${backup?.name}` }),
    /is a backup.*proxmox_backup_delete/s,
  );
  assert.match(
    await lab.failure("proxmox_volume_delete", { volume: "nas:iso/debian-13.1.0-amd64-netinst.is" }),
    /There is no volume .*Did you mean nas:iso\/debian-13\.1\.0-amd64-netinst\.iso\?/s,
  );
});

Deno.test("guests that cannot be asked are named, since the volume may be theirs", async () => {
  await using lab = await startLab({ speed: 10_000 });
  lab.simulator.faults.breakNode("pve3", "gone", { since: 100 });
  const preview = await lab.text("proxmox_volume_delete", {
    volume: "nas:iso/debian-13.1.0-amd64-netinst.iso",
  });
  assert.match(preview, /could not be asked: VM 120, CT 121, VM 123$/m);
});

Deno.test("the second look finds what began to use the volume after the preview", async () => {
  await using lab = await startLab();
  const volume = "nas:iso/debian-13.1.0-amd64-netinst.iso";
  const preview = await lab.text("proxmox_volume_delete", { volume });
  const confirm = /confirm=(\S+)/.exec(preview)?.[1];
  await lab.text("proxmox_vm_configure", { vmid: 102, iso: volume });
  assert.match(await lab.failure("proxmox_volume_delete", { volume, confirm }), /is in use/);
  assert.ok(lab.simulator.cluster.volume(volume, "pve1"));
});
