import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startLab } from "../../harness/lab.ts";
import { labGuest } from "./lab_guest.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work";
const secret = "correct-horse-battery";

Deno.test("user, keys and addresses reach cloud-init, and a drive for it is made where there is none", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_vm_cloudinit", {
    vmid: 102,
    user: "ann",
    ssh_keys: `${key}\n${key}`,
    ip: "10.20.10.77/24",
    gateway: "10.20.10.1",
    nameserver: "10.20.0.1",
  });
  assert.match(text, /^ciuser: \(not set\) -> ann$/m);
  assert.match(text, /^ipconfig0: \(not set\) -> ip=10\.20\.10\.77\/24,gw=10\.20\.10\.1$/m);
  assert.match(text, /^ide2: \(not set\) -> local-lvm:vm-102-cloudinit,media=cdrom/m);
  assert.match(text, /^sshkeys: \(not set\) -> 2 keys: ssh-ed25519 …/m);
  assert.equal(decodeURIComponent(String(labGuest(lab, 102).config["sshkeys"])), `${key}\n${key}`);
});

Deno.test("a password is accepted and never shown again", async () => {
  await using lab = await startLab();
  const first = await lab.text("proxmox_vm_cloudinit", { vmid: 102, password: secret });
  const second = await lab.text("proxmox_vm_cloudinit", { vmid: 102, password: `${secret}2` });
  const config = await lab.text("proxmox_vm_config", { vmid: 102 });
  assert.equal(labGuest(lab, 102).config["cipassword"], `${secret}2`);
  assert.match(first, /^cipassword: \[redacted\]$/m);
  assert.match(second, /^cipassword: \[redacted\]$/m);
  const audit = await readFile(join(lab.cluster.directory, "audit.jsonl"), "utf8");
  for (const text of [first, second, config, audit]) assert.doesNotMatch(text, /correct-horse/);
});

Deno.test("going over to DHCP takes the old gateway away", async () => {
  await using lab = await startLab();
  labGuest(lab, 102).config["ipconfig0"] = "ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto";
  await lab.text("proxmox_vm_cloudinit", { vmid: 102, ip: "dhcp" });
  assert.equal(labGuest(lab, 102).config["ipconfig0"], "ip=dhcp,ip6=auto");
});

Deno.test("a running VM is said to read it at its next start", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_vm_cloudinit", { vmid: 101, user: "ann" }),
    /proxmox_vm_restart applies/,
  );
});

Deno.test("what cannot be right is refused before anything is sent", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "a private key",
      { vmid: 102, ssh_keys: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl" },
      /holds a private key/,
    ],
    ["no key", { vmid: 102, ssh_keys: "hello" }, /Line 1 of ssh_keys is no SSH public key/],
    ["an address without prefix", { vmid: 102, ip: "10.0.0.5" }, /ip: must be an address with prefix length/],
    ["a container", { vmid: 112, user: "ann" }, /Only VMs can do that/],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_vm_cloudinit", args), says));
  }
  assert.equal(lab.cluster.countRequests("PUT", /./), 0);
});
