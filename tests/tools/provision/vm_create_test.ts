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
