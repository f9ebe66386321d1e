import assert from "node:assert/strict";
import { Lab } from "../client.ts";

Deno.test("a full clone has disks, hardware addresses and identities of its own", async () => {
  await using lab = await Lab.start();
  const cloned = await lab.task("POST", "/nodes/pve1/qemu/102/clone", { newid: 220, name: "web4", full: 1 });
  assert.equal(cloned.status, "OK");
  assert(
    cloned.log.some((line) => /^transferred .* of 32.0 GiB \(100.00%\)$/.test(line)),
    cloned.log.join("\n"),
  );
  const original = await lab.data("GET", "/nodes/pve1/qemu/102/config");
  const copy = await lab.data("GET", "/nodes/pve1/qemu/220/config");
  assert.match(copy.scsi0, /^local-lvm:vm-220-disk-0,/);
  for (const key of ["net0", "smbios1", "vmgenid"]) assert.notEqual(copy[key], original[key]);
  assert.equal(copy.name, "web4");
  assert.equal(copy.lock, undefined);
});

Deno.test("a template is cloned linked, anything else is not", async () => {
  await using lab = await Lab.start();
  const linked = await lab.task("POST", "/nodes/pve1/qemu/9000/clone", { newid: 221 });
  assert(linked.log.some((line) => line.startsWith("create linked clone of drive scsi0")));
  const destroyed = await lab.task("DELETE", "/nodes/pve1/qemu/9000");
  assert.match(destroyed.status, /^base volume '.*' is still in use by linked cloned?/);
  const refused = await lab.call("POST", "/nodes/pve1/qemu/102/clone", { newid: 222, full: 0 });
  assert.match(
    refused.reason,
    /^Linked clone feature is not supported for 'local-lvm:vm-102-disk-0' \(scsi0\)/,
  );
});

Deno.test("an id that is taken fails the clone in its task", async () => {
  await using lab = await Lab.start();
  const taken = await lab.task("POST", "/nodes/pve1/qemu/102/clone", { newid: 101, full: 1 });
  assert.match(taken.status, /101\.conf' failed: File exists$/);
});

Deno.test("a VM may be copied twice at once, a container not", async () => {
  await using lab = await Lab.start({ speed: 20 });
  const both = [230, 231].map((newid) => lab.task("POST", "/nodes/pve1/qemu/102/clone", { newid, full: 1 }));
  assert.deepEqual((await Promise.all(both)).map(({ status }) => status), ["OK", "OK"]);
  const copy = lab.task("POST", "/nodes/pve2/lxc/115/clone", { newid: 232, full: 1 });
  while ((await lab.data("GET", "/nodes/pve2/lxc/115/config")).lock === undefined);
  const second = await lab.call("POST", "/nodes/pve2/lxc/115/clone", { newid: 233, full: 1 });
  assert.match(second.reason, /^CT is locked \(disk\)/);
  assert.equal((await copy).status, "OK");
});

Deno.test("turning a guest into a template renames its disks and keeps it from starting", async () => {
  await using lab = await Lab.start();
  await lab.task("POST", "/nodes/pve1/qemu/102/template");
  const config = await lab.data("GET", "/nodes/pve1/qemu/102/config");
  assert.equal(config.template, 1);
  assert.match(config.scsi0, /^local-lvm:base-102-disk-0,/);
  const start = await lab.task("POST", "/nodes/pve1/qemu/102/status/start");
  assert.equal(start.status, "you can't start a vm if it's a template");
});
