import assert from "node:assert/strict";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

Deno.test("a VM is made with sensible defaults and can be read back", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_create", { name: "web3", node: "pve1", storage: "local-lvm" });
  assert.match(text, /^VM 105 \(web3\) on pve1 is made, switched off \(task qmcreate, \d+ s\)\.$/);
  const { config } = labGuest(lab, 105);
  assert.equal(config["cores"], 2);
  assert.equal(config["memory"], "2048");
  assert.match(String(config["scsi0"]), /^local-lvm:vm-105-disk-0,discard=on,iothread=1,size=32G$/);
  assert.match(String(config["net0"]), /^virtio=BC:24:11:[0-9A-F:]+,bridge=vmbr0,firewall=1$/);
  assert.equal(config["agent"], "1");
  assert.match(await lab.text("proxmox_vm_status", { vmid: 105 }), /VM 105 \(web3\): stopped/);
});

Deno.test("a VM for Windows 11 has the firmware, the TPM and devices that it knows without drivers", async () => {
  await using lab = await startLab();
  const iso = "nas:iso/ubuntu-24.04.3-live-server-amd64.iso";
  await lab.text("proxmox_vm_create", {
    name: "win",
    node: "pve1",
    ostype: "win11",
    iso,
    storage: "local-lvm",
    disk: 64,
  });
  const { config } = labGuest(lab, 105);
  assert.deepEqual([config["bios"], config["machine"], config["boot"]], [
    "ovmf",
    "q35",
    "order=sata0;ide2;net0",
  ]);
  assert.match(String(config["sata0"]), /^local-lvm:vm-105-disk-\d,discard=on,size=64G$/);
  assert.match(String(config["efidisk0"]), /efitype=4m.*pre-enrolled-keys=1/);
  assert.match(String(config["tpmstate0"]), /version=v2\.0/);
  assert.match(String(config["ide2"]), /^nas:iso\/ubuntu.*media=cdrom/);
});

Deno.test("node and storage are chosen where they are not named: free memory, free space", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_vm_create", { name: "a1", start: true }),
    /on pve3 is made and running/,
  );
  assert.match(String(labGuest(lab, 105).config["scsi0"]), /^tank:/);
  assert.match(
    await lab.text("proxmox_vm_create", { name: "a2", storage: "tank", node: "pve2" }),
    /on pve2 is made/,
  );
});

Deno.test("what cannot be right is refused before anything is sent", async (t) => {
  await using lab = await startLab();
  const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["no name", {}, /name is missing/],
    [
      "a storage of another node",
      { name: "a1", node: "pve1", storage: "tank" },
      /pve1 does not have the storage tank/,
    ],
    ["an image of no storage", { name: "a1", iso: "attic:iso/x.iso" }, /No storage attic is visible/],
    ["a system nobody knows", { name: "a1", ostype: "plan9" }, /ostype: must be l26/],
    ["a path of the node", { name: "a1", iso: "/dev/sda" }, /iso: must be a volume id/],
    ["too much memory", { name: "a1", memory: 2 }, /memory: must be from 16/],
  ];
  for (const [what, args, says] of cases) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_vm_create", args), says));
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("an ISO image that is not there fails the task with what helps", async () => {
  await using lab = await startLab();
  const text = await lab.failure("proxmox_vm_create", {
    name: "a1",
    node: "pve1",
    iso: "local:iso/none.iso",
  });
  assert.match(text, /volume 'local:iso\/none\.iso' does not exist/);
  assert.equal(lab.simulator.cluster.guest(105), undefined);
});
