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
