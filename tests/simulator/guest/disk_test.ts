import assert from "node:assert/strict";
import { type Data, Lab } from "../client.ts";

const GUEST = "/nodes/pve1/qemu/102";

Deno.test("a disk grows by an amount or to a size and never shrinks", async () => {
  await using lab = await Lab.start();
  const resize = (size: string) => lab.task("PUT", `${GUEST}/resize`, { disk: "scsi0", size });
  const size = async () => (await lab.data("GET", `${GUEST}/config`)).scsi0;
  assert.equal((await resize("+8G")).status, "OK");
  assert.match(await size(), /size=40G/);
  assert.equal((await resize("48G")).status, "OK");
  assert.match(await size(), /size=48G/);
  assert.equal((await resize("10G")).status, "shrinking disks is not supported");
});

Deno.test("a disk moves to another storage; the original stays as unused unless it is to go", async () => {
  await using lab = await Lab.start();
  const moved = await lab.task("POST", `${GUEST}/move_disk`, {
    disk: "scsi0",
    storage: "local",
    format: "qcow2",
  });
  assert.equal(moved.status, "OK");
  const config = await lab.data("GET", `${GUEST}/config`);
  assert.match(config.scsi0, /^local:102\/vm-102-disk-0\.qcow2,/);
  assert.equal(config.unused0, "local-lvm:vm-102-disk-0");
  await lab.task("POST", `${GUEST}/move_disk`, { disk: "scsi0", storage: "local-lvm", delete: 1 });
  const content: Data[] = await lab.data("GET", "/nodes/pve1/storage/local/content", { vmid: 102 });
  assert.deepEqual(content, []);
});

Deno.test("a container's mount point is resized and moved like a disk", async () => {
  await using lab = await Lab.start();
  const guest = "/nodes/pve2/lxc/115";
  assert.equal((await lab.task("PUT", `${guest}/resize`, { disk: "rootfs", size: "+2G" })).status, "OK");
  const moved = await lab.task("POST", `${guest}/move_volume`, {
    volume: "rootfs",
    storage: "local-lvm",
    delete: 1,
  });
  assert.equal(moved.status, "OK");
  assert.match((await lab.data("GET", `${guest}/config`)).rootfs, /^local-lvm:vm-115-disk-0,size=42G$/);
});

Deno.test("a disk is given to another guest on the same node under a free key", async () => {
  await using lab = await Lab.start();
  await lab.data("PUT", `${GUEST}/config`, { scsi1: "local-lvm:4" });
  const taken = await lab.call("POST", `${GUEST}/move_disk`, {
    disk: "scsi1",
    "target-vmid": 101,
    "target-disk": "scsi0",
  });
  assert.equal(taken.reason, "Target disk key 'scsi0' is already in use for VM '101'");
  const elsewhere = await lab.call("POST", `${GUEST}/move_disk`, { disk: "scsi1", "target-vmid": 110 });
  assert.match(elsewhere.reason, /^Both VMs need to be on the same node \(pve1\)/);
  const upid = await lab.data("POST", `${GUEST}/move_disk`, { disk: "scsi1", "target-vmid": 101 });
  assert.match(upid, /:qmmove:102-scsi1>101-scsi1:/);
  await lab.simulator.tasks.idle();
  assert.equal((await lab.data("GET", `${GUEST}/config`)).scsi1, undefined);
  assert.equal(
    (await lab.data("GET", "/nodes/pve1/qemu/101/config")).scsi1,
    "local-lvm:vm-101-disk-1,size=4G",
  );
});
