import assert from "node:assert/strict";
import { type Data, json, Lab } from "../client.ts";

Deno.test("a new machine has its disk, an identity of its own and a hardware address with Proxmox's prefix", async () => {
  await using lab = await Lab.start();
  const created = await lab.task("POST", "/nodes/pve1/qemu", {
    ...{ vmid: 200, name: "build", cores: 2, memory: 2048 },
    ...{ scsi0: "local-lvm:16", net0: "virtio,bridge=vmbr0", pool: "production", start: 1 },
  });
  assert.equal(created.status, "OK");
  const config = await lab.data("GET", "/nodes/pve1/qemu/200/config");
  assert.equal(config.scsi0, "local-lvm:vm-200-disk-0,size=16G");
  assert.match(config.net0, /^virtio=BC:24:11(:[0-9A-F]{2}){3},bridge=vmbr0$/);
  assert.match(config.smbios1, /^uuid=[0-9a-f-]{36}$/);
  assert.match(config.meta, /^creation-qemu=\d+\.\d+\.\d+,ctime=\d+$/);
  const pool = await lab.data("GET", "/pools", { poolid: "production" });
  assert(pool[0].members.some((member: Data) => member.vmid === 200));
});

Deno.test("an id that is taken is refused at once, a missing image only by the task", async () => {
  await using lab = await Lab.start();
  const taken = await lab.call("POST", "/nodes/pve2/qemu", { vmid: 101 });
  assert.equal(taken.reason, "unable to create VM 101 - VM 101 already exists on node 'pve1'");
  const missing = await lab.task("POST", "/nodes/pve1/qemu", {
    vmid: 201,
    ide2: "local:iso/none.iso,media=cdrom",
  });
  assert.equal(missing.status, "unable to create VM 201 - volume 'local:iso/none.iso' does not exist");
  assert.equal((await lab.call("GET", "/nodes/pve1/qemu/201/config")).status, 500);
});

Deno.test("a container is made from its template and starts with an address", async () => {
  await using lab = await Lab.start();
  const created = await lab.task("POST", "/nodes/pve1/lxc", {
    ...{ vmid: 210, hostname: "cache", ostemplate: "local:vztmpl/alpine-3.22-default_20250617_amd64.tar.xz" },
    ...{ rootfs: "local-lvm:4", net0: "name=eth0,bridge=vmbr0,ip=10.20.0.210/24", unprivileged: 1 },
  });
  assert.equal(created.status, "OK");
  assert.equal((await lab.task("POST", "/nodes/pve1/lxc/210/status/start")).status, "OK");
  const interfaces: Data[] = await lab.data("GET", "/nodes/pve1/lxc/210/interfaces");
  assert(interfaces.some((one) => one.name === "eth0" && one.inet === "10.20.0.210/24"));
});

Deno.test("a container without template is refused by the parameter's name", async () => {
  await using lab = await Lab.start();
  const reply = await lab.call("POST", "/nodes/pve1/lxc", { vmid: 211 });
  assert.deepEqual(json(reply)["errors"], { ostemplate: "property is missing and it is not optional" });
});

Deno.test("destroying asks for a stopped, unprotected guest and takes its disks with it", async () => {
  await using lab = await Lab.start();
  const refusal = async (path: string) => (await lab.call("DELETE", path)).reason;
  assert.equal(await refusal("/nodes/pve1/qemu/103"), "can't remove VM 103 - protection mode enabled");
  assert.equal(await refusal("/nodes/pve1/qemu/101"), "VM 101 is running - destroy failed");
  assert.equal(await refusal("/nodes/pve1/lxc/104"), "unable to destroy CT 104 - container is running");
  assert.equal((await lab.task("DELETE", "/nodes/pve1/qemu/102", { purge: 1 })).status, "OK");
  const content: Data[] = await lab.data("GET", "/nodes/pve1/storage/local-lvm/content", { vmid: 102 });
  assert.deepEqual(content, []);
  const rows: Data[] = await lab.data("GET", "/cluster/resources", { type: "vm" });
  assert(!rows.some((row) => row.vmid === 102));
});
