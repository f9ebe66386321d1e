import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

const gib = 2 ** 30;

Deno.test("a disk grows to a size or by one, and the size is sent as an absolute one", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_guest_resize_disk", { vmid: 102, disk: "scsi0", size: "+8G" }),
    /^scsi0 of VM 102 \(web2\) has grown from 32 GiB to 40 GiB; its partition and file system have not \(task resize/,
  );
  assert.match(String(labGuest(lab, 102).config["scsi0"]), /size=40G/);
  assert.equal(lab.simulator.requests.at(-1)?.method, "GET");
  const sent = lab.simulator.requests.find(({ path }) => path.endsWith("/resize"));
  assert.equal(sent?.params["size"], "40G");
  assert.match(String(sent?.params["digest"]), /^[0-9a-f]{40}$/);
  assert.match(
    await lab.text("proxmox_guest_resize_disk", { vmid: 112, disk: "rootfs", size: "25G" }),
    /^rootfs of CT 112 \(monitoring\) has grown from 24 GiB to 25 GiB, file system included/,
  );
  assert.equal(lab.simulator.cluster.volume("tank:subvol-112-disk-0", "pve2")?.volume.size, 25 * gib);
});

Deno.test("a disk is never made smaller, and nothing is sent for it", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["smaller", { vmid: 102, disk: "scsi0", size: "16G" }, /is 32 GiB already; disks cannot be made smaller/],
    ["the same", { vmid: 112, disk: "rootfs", size: "24G" }, /is 24 GiB already; nothing is to be done/],
    [
      "no such disk",
      { vmid: 102, disk: "scsi5", size: "+1G" },
      /has no disk scsi5\. It has: scsi0 \(local-lvm:vm-102/,
    ],
    ["no size", { vmid: 102, disk: "scsi0", size: "big" }, /size: must be a size such as 50G/],
    ["no disk", { vmid: 102, disk: "net0", size: "+1G" }, /disk: is no disk/],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_guest_resize_disk", args), says));
  }
  assert.equal(lab.cluster.countRequests("PUT", /./), 0);
});

Deno.test("a disk does not grow when the configuration changed in between", async () => {
  await using lab = await startLab();
  lab.simulator.faults.requests.next(
    { kind: "before", action: () => labGuest(lab, 112).config["cores"] = 7 },
    { method: "PUT", path: /resize/ },
  );
  const text = await lab.failure("proxmox_guest_resize_disk", { vmid: 112, disk: "rootfs", size: "+1G" });
  assert.match(text, /detected modified configuration/);
  assert.match(text, /Somebody else changed it in between/);
});

Deno.test("a disk moves to another storage, and the original stays unless it is to go", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_guest_move_disk", { vmid: 102, disk: "scsi0", storage: "nas" });
  assert.match(
    text,
    /^scsi0 of VM 102 \(web2\) is on nas now; the original on local-lvm is kept as an unused disk of the guest \(task qmmove/,
  );
  const { config } = labGuest(lab, 102);
  assert.match(String(config["scsi0"]), /^nas:102\/vm-102-disk-0/);
  assert.equal(config["unused0"], "local-lvm:vm-102-disk-0");
  await lab.text("proxmox_guest_move_disk", {
    vmid: 115,
    disk: "rootfs",
    storage: "local-lvm",
    delete: true,
  });
  assert.match(String(labGuest(lab, 115).config["rootfs"]), /^local-lvm:/);
  assert.equal(lab.simulator.cluster.volume("local:115/vm-115-disk-0.raw", "pve2"), undefined);
});

Deno.test("a move that cannot work is refused before anything is sent", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["where it is", { vmid: 102, disk: "scsi0", storage: "local-lvm" }, /is on local-lvm already/],
    [
      "a running container",
      { vmid: 112, disk: "mp0", storage: "local-lvm" },
      /runs, .*proxmox_ct_shutdown vmid=112/s,
    ],
    [
      "a storage of another node",
      { vmid: 102, disk: "scsi0", storage: "tank" },
      /pve1 does not have the storage tank/,
    ],
    [
      "a storage without disks",
      { vmid: 102, disk: "scsi0", storage: "pbs" },
      /pbs takes no disks of VMs.*On pve1 these do/s,
    ],
    [
      "a container's format",
      { vmid: 115, disk: "rootfs", storage: "local-lvm", format: "raw" },
      /no format to choose/,
    ],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_guest_move_disk", args), says));
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("a full storage ends the move in its task, with what helps", async () => {
  await using lab = await startLab();
  lab.simulator.faults.fillStorage("nas");
  const text = await lab.failure("proxmox_guest_move_disk", { vmid: 102, disk: "scsi0", storage: "nas" });
  assert.match(text, /The storage is full\. proxmox_storage_list/);
});
