import assert from "node:assert/strict";
import { type Data, Lab } from "../client.ts";

const NAS = "/nodes/pve1/storage/nas";

Deno.test("a backup is written to its storage with notes and log", async () => {
  await using lab = await Lab.start();
  const backup = await lab.task("POST", "/nodes/pve1/vzdump", {
    ...{ vmid: 100, storage: "nas", mode: "snapshot", compress: "zstd" },
    ...{ "notes-template": "{{guestname}} by hand", protected: 1 },
  });
  assert.equal(backup.status, "OK");
  assert.equal(backup.log[1], "INFO: Starting Backup of VM 100 (lxc)");
  const rows: Data[] = await lab.data("GET", `${NAS}/content`, { content: "backup", vmid: 100 });
  const newest = rows.toSorted((a, b) => b.ctime - a.ctime)[0];
  assert.equal(newest.notes, "dns1 by hand");
  assert.equal(newest.protected, 1);
  assert.match(newest.volid, /^nas:backup\/vzdump-lxc-100-[\d_]+-[\d_]+\.tar\.zst$/);
  const refused = await lab.task("DELETE", `${NAS}/content/${newest.volid}`);
  assert.match(refused.status, /protected/);
});

Deno.test("a guest whose lock another task holds fails its backup, the others are still made", async () => {
  await using lab = await Lab.start();
  const backup = await lab.task("POST", "/nodes/pve2/vzdump", { vmid: "110,111", storage: "pbs" });
  assert.equal(backup.status, "job errors");
  assert(
    backup.log.includes("ERROR: Backup of VM 111 failed - VM is locked (backup)"),
    backup.log.join("\n"),
  );
  assert(backup.log.some((line) => line.startsWith("INFO: Finished Backup of VM 110")));
});

Deno.test("a backup is restored under a new id, and over its guest only by force", async () => {
  await using lab = await Lab.start();
  const [{ volid: ostemplate }] = await lab.data("GET", `${NAS}/content`, { content: "backup", vmid: 100 });
  const restored = await lab.task("POST", "/nodes/pve1/lxc", {
    ...{ vmid: 230, ostemplate, restore: 1, storage: "local-lvm" },
  });
  assert.equal(restored.status, "OK");
  assert.equal((await lab.data("GET", "/nodes/pve1/lxc/230/config")).hostname, "dns1");
  const taken = await lab.call("POST", "/nodes/pve1/lxc", { vmid: 100, ostemplate, restore: 1 });
  assert.equal(taken.status, 500);
  await lab.task("POST", "/nodes/pve1/lxc/100/status/stop");
  const over = { vmid: 100, ostemplate, restore: 1, force: 1, storage: "local-lvm" };
  assert.equal((await lab.task("POST", "/nodes/pve1/lxc", over)).status, "OK");
});

Deno.test("pruning shows what it would do and then does it", async () => {
  await using lab = await Lab.start();
  const rules = { vmid: 100, "prune-backups": "keep-last=1" };
  await lab.task("POST", "/nodes/pve1/vzdump", { vmid: 100, storage: "nas" });
  const planned: Data[] = await lab.data("GET", `${NAS}/prunebackups`, rules);
  assert.deepEqual(planned.map((one) => one.mark).toSorted(), ["keep", "protected", "remove"]);
  assert.equal((await lab.task("DELETE", `${NAS}/prunebackups`, rules)).status, "OK");
  const left: Data[] = await lab.data("GET", `${NAS}/content`, { content: "backup", vmid: 100 });
  assert.equal(left.length, 2);
});

Deno.test("a backup job is kept, changed and tells which disks it covers", async () => {
  await using lab = await Lab.start();
  await lab.data("POST", "/cluster/backup", {
    ...{ id: "nightly-test", schedule: "daily", storage: "pbs", vmid: "101,103", enabled: 1 },
  });
  await lab.data("PUT", "/cluster/backup/nightly-test", { schedule: "sat 02:00", vmid: "101" });
  const job = await lab.data("GET", "/cluster/backup/nightly-test");
  assert.equal(job.schedule, "sat 02:00");
  const covered = await lab.data("GET", "/cluster/backup/nightly-test/included_volumes");
  assert.deepEqual(covered.children.map((guest: Data) => guest.id), [101]);
  await lab.data("DELETE", "/cluster/backup/nightly-test");
  assert.equal((await lab.call("GET", "/cluster/backup/nightly-test")).status, 400);
});
