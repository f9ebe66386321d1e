import assert from "node:assert/strict";
import { Lab } from "../client.ts";

Deno.test("a stopped machine takes its local disks with it", async () => {
  await using lab = await Lab.start();
  const migrated = await lab.task("POST", "/nodes/pve1/qemu/102/migrate", { target: "pve2" });
  assert.equal(migrated.status, "OK");
  assert.equal((await lab.call("GET", "/nodes/pve1/qemu/102/config")).status, 500);
  assert.match((await lab.data("GET", "/nodes/pve2/qemu/102/config")).scsi0, /^local-lvm:vm-102-disk-0/);
  assert.equal((await lab.task("POST", "/nodes/pve2/qemu/102/status/start")).status, "OK");
});

Deno.test("a running machine with local disks moves only when that is asked for", async () => {
  await using lab = await Lab.start();
  const plain = await lab.task("POST", "/nodes/pve1/qemu/101/migrate", { target: "pve2", online: 1 });
  assert.equal(plain.status, "migration aborted");
  assert.match(
    plain.log[1] ?? "",
    /can't live migrate attached local disks without with-local-disks option$/,
  );
  const wish = { target: "pve2", online: 1, "with-local-disks": 1 };
  assert.equal((await lab.task("POST", "/nodes/pve1/qemu/101/migrate", wish)).status, "OK");
  assert.equal((await lab.data("GET", "/nodes/pve2/qemu/101/status/current")).status, "running");
});

Deno.test("a running container is restarted on the other node or not moved at all", async () => {
  await using lab = await Lab.start();
  const guest = "/nodes/pve1/lxc/100/migrate";
  const refused = await lab.call("POST", guest, { target: "pve2" });
  assert.equal(refused.reason, "can't migrate running container without --online or --restart");
  assert.equal((await lab.task("POST", guest, { target: "pve2", restart: 1 })).status, "OK");
  assert.equal((await lab.data("GET", "/nodes/pve2/lxc/100/status/current")).status, "running");
});

Deno.test("the check before a migration names the nodes that cannot take the guest and why", async () => {
  await using lab = await Lab.start();
  const check = await lab.data("GET", "/nodes/pve3/qemu/120/migrate");
  assert.equal(check.running, 1);
  assert.deepEqual(check.local_disks.map((disk: { volid: string }) => disk.volid), ["tank:vm-120-disk-0"]);
  assert("pve1" in check.not_allowed_nodes, JSON.stringify(check.not_allowed_nodes));
});

Deno.test("a guest under high availability is moved by its manager", async () => {
  await using lab = await Lab.start();
  const upid = await lab.data("POST", "/nodes/pve1/qemu/103/migrate", { target: "pve3", online: 1 });
  assert.match(upid, /:hamigrate:103:/);
  await lab.simulator.tasks.idle();
  assert.equal((await lab.data("GET", "/nodes/pve3/qemu/103/status/current")).status, "running");
});
