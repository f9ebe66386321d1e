import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";
import { steady } from "../harness/steady.ts";

Deno.test("storages are listed with what they hold, a shared one once", async (t) => {
  await using lab = await startLab();
  await t.assertSnapshot(steady(await lab.text("proxmox_storage_list")));
  const isos = await lab.text("proxmox_storage_list", { content: "iso", node: "pve2" });
  assert.deepEqual([...isos.matchAll(/^(\w+) +(?:dir|nfs)/gm)].map(([, name]) => name), ["local", "nas"]);
  assert.equal(
    await lab.text("proxmox_storage_list", { content: "import" }),
    "No storage matches. Drop node= or content=.",
  );
});

Deno.test("the volumes of a storage are narrowed by kind and guest, and capped", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_storage_content", { storage: "nas", limit: 2 }),
    /\n2 of 8 shown; narrow with content=, vmid=\.$/,
  );
  const backups = await lab.text("proxmox_storage_content", { storage: "nas", content: "backup", vmid: 100 });
  assert.match(backups, /^2 volumes on nas on pve1, 410 MiB\nVOLUME .*\nnas:backup\/vzdump-lxc-100-.* yes /);
  assert.match(
    await lab.text("proxmox_storage_content", { storage: "nas", content: "snippets" }),
    /^nas on pve1 holds no such volumes\. Drop content= or vmid=\.$/,
  );
});

Deno.test("a storage that is another one on each node says so where no node was named", async () => {
  await using lab = await startLab();
  const note = /Each node has its own storage of this name; node= shows that of pve3\./;
  assert.match(await lab.text("proxmox_storage_content", { storage: "tank", vmid: 120 }), note);
  assert.match(await lab.text("proxmox_storage_status", { storage: "tank" }), note);
  assert.doesNotMatch(await lab.text("proxmox_storage_status", { storage: "tank", node: "pve2" }), note);
  assert.doesNotMatch(await lab.text("proxmox_storage_status", { storage: "nas" }), /Each node/);
});

Deno.test("a storage that is not there is told with those that are", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_storage_status", { storage: "nass" }),
    /^No storage nass is visible\. Did you mean nas\? The storages are: local, local-lvm, nas, pbs, tank\.$/,
  );
  assert.equal(
    await lab.failure("proxmox_storage_content", { storage: "tank", node: "pve1" }),
    "Node pve1 does not have the storage tank. It is on pve2, pve3.",
  );
});

Deno.test("a full storage is told by the cluster's status", async () => {
  await using lab = await startLab();
  lab.simulator.faults.fillStorage("local-lvm");
  assert.match(
    await lab.text("proxmox_cluster_status"),
    /^storages above 85 %: local-lvm on pve1 100 %, local-lvm on pve2 100 %, local-lvm on pve3 100 %, nas 89 %$/m,
  );
});
