import assert from "node:assert/strict";
import { tokenSettings } from "../../harness/cluster.ts";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { type Lab, startLab } from "../../harness/lab.ts";

/** The backups of a storage as the simulator keeps them. */
function backupsOn(lab: Lab, storage: string) {
  return lab.simulator.cluster.state.storages[storage]?.volumes.filter(({ content }) =>
    content === "backup"
  ) ?? [];
}

/** Volume ids in a list of backups. */
function volumesIn(text: string): readonly string[] {
  return text.match(/\S+:backup\/\S+/g) ?? [];
}

Deno.test("backups of all storages are listed newest first, and narrowed by guest and storage", async () => {
  await using lab = await startLab();
  assert.match(await lab.text("proxmox_backup_list"), /^11 backups\nGUEST +MADE \(UTC\) +SIZE +NODE +VOLUME/);
  const guest = volumesIn(await lab.text("proxmox_backup_list", { vmid: 101 }));
  assert.equal(guest.length, 3);
  assert.deepEqual(guest, guest.toSorted().toReversed());
  const nas = await lab.text("proxmox_backup_list", { storage: "nas" });
  assert.match(nas, /^2 backups\n/);
  assert.match(nas, / yes +dns1$/m);
  assert.match(await lab.text("proxmox_backup_list", { vmid: 102 }), /^No backups of 102 are visible\./);
});

Deno.test("guests on several nodes are backed up at once, each by a task of its node", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_backup_create", {
    ...{ vmids: [101, 112], storage: "nas", notes: "before\nthe move", protected: true },
  });
  assert.match(
    text,
    /^VM 101 \(web1\) on pve1 backed up to nas \(task vzdump, \d+ s\)\.\nCT 112 .* on pve2 backed up/,
  );
  const made = backupsOn(lab, "nas").filter(({ vmid }) => vmid === 101 || vmid === 112);
  assert.equal(made.length, 2);
  const sent = lab.simulator.requests.filter(({ method, path }) =>
    method === "POST" && path.endsWith("/vzdump")
  );
  assert.deepEqual(
    sent.map(({ params }) => [params["remove"], params["protected"], params["notes-template"]]),
    [
      ["0", "1", "before\\nthe move"],
      ["0", "1", "before\\nthe move"],
    ],
  );
});

Deno.test("a storage has to be named where several take backups, and a guest has to exist", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_backup_create", { vmids: [101] }),
    /^The argument storage is missing\. Storages that take backups: .*nas.*pbs/,
  );
  assert.match(
    await lab.failure("proxmox_backup_create", { vmids: [999], storage: "nas" }),
    /^No guest with vmid 999 is visible/,
  );
  assert.equal(lab.cluster.countRequests("POST", /vzdump/), 0);
});

Deno.test("a backup that prunes shows what goes, and does nothing before somebody agrees", async () => {
  await using lab = await startLab();
  const args = { vmids: [101], storage: "pbs", keep: { last: 1 } };
  const before = backupsOn(lab, "pbs").filter(({ vmid }) => vmid === 101).length;
  const { text } = await previewOf(lab, "proxmox_backup_create", args);
  assert.match(text, /then older backups of them there are deleted\.\n- deleted by this rule as of now: 2,/);
  assert.equal(backupsOn(lab, "pbs").filter(({ vmid }) => vmid === 101).length, before);
  await confirmed(lab, "proxmox_backup_create", args);
  assert.equal(backupsOn(lab, "pbs").filter(({ vmid }) => vmid === 101).length, 1);
});

Deno.test("a retention that would keep nothing is refused", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_backup_create", { vmids: [101], storage: "pbs", keep: { last: 0 } }),
    /keep: must keep at least one/,
  );
});

Deno.test("a full storage fails the task with where to look", async () => {
  await using lab = await startLab();
  lab.simulator.faults.fillStorage("nas");
  assert.match(
    await lab.failure("proxmox_backup_create", { vmids: [101], storage: "nas" }),
    /^The task vzdump .*failed: [^]*(?:storage is full|proxmox_storage_list)/i,
  );
});

Deno.test("a backup is deleted after a preview that names what is left", async () => {
  await using lab = await startLab();
  const [newest = ""] = volumesIn(await lab.text("proxmox_backup_list", { vmid: 101 }));
  const { text } = await previewOf(lab, "proxmox_backup_delete", { volume: newest });
  assert.match(
    text,
    /The backup of 101 of .* UTC is deleted\.[^]*- 2 other backups of this guest, the newest of/,
  );
  assert.match(await confirmed(lab, "proxmox_backup_delete", { volume: newest }), /is deleted \(task imgdel/);
  assert.ok(!volumesIn(await lab.text("proxmox_backup_list", { vmid: 101 })).includes(newest));
});

Deno.test("a protected backup is kept, and one that is not there is said to be missing", async () => {
  await using lab = await startLab();
  const nas = await lab.text("proxmox_backup_list", { storage: "nas" });
  const [volume = ""] = volumesIn(nas.split("\n").find((line) => / yes +dns1$/.test(line)) ?? "");
  const { token } = await previewOf(lab, "proxmox_backup_delete", { volume });
  assert.match(await lab.failure("proxmox_backup_delete", { volume, confirm: token }), /is protected\./);
  assert.match(
    await lab.failure("proxmox_backup_delete", { volume: "nas:backup/vzdump-qemu-1.vma" }),
    /has no backup .*proxmox_backup_list shows/,
  );
  assert.equal(lab.cluster.countRequests("DELETE", /content/), 0);
});

Deno.test("a backup is restored under a free id and started", async () => {
  await using lab = await startLab();
  const [volume = ""] = volumesIn(await lab.text("proxmox_backup_list", { vmid: 101 }));
  assert.match(
    await lab.text("proxmox_backup_restore", {
      volume,
      vmid: 190,
      node: "pve2",
      storage: "nas",
      start: true,
    }),
    /^VM 190 is restored on pve2 and running \(task qmrestore, \d+ s\)\.$/,
  );
  assert.equal(lab.simulator.cluster.guest(190)?.node, "pve2");
  assert.notEqual(lab.simulator.cluster.guest(190)?.runtime, undefined);
});

Deno.test("a restore over a guest is confirmed, and refused while the guest runs or is of another kind", async () => {
  await using lab = await startLab();
  const [volume = ""] = volumesIn(await lab.text("proxmox_backup_list", { vmid: 101 }));
  assert.match(
    await lab.failure("proxmox_backup_restore", { volume, vmid: 101 }),
    /^101 is taken by VM 101 \(web1\)\. Choose a free vmid, or overwrite=true/,
  );
  const args = { volume, vmid: 101, overwrite: true };
  const { text, token } = await previewOf(lab, "proxmox_backup_restore", args);
  assert.match(text, /VM 101 \(web1\) is replaced by a backup of .*; its disks and snapshots are lost\./);
  assert.match(
    await lab.failure("proxmox_backup_restore", { ...args, confirm: token }),
    /runs, and only a stopped guest can be replaced\. proxmox_vm_shutdown stops it\./,
  );
  await lab.text("proxmox_vm_stop", { vmid: 101 });
  assert.match(await confirmed(lab, "proxmox_backup_restore", args), /^VM 101 .*is restored on pve1 /);
  const other = await previewOf(lab, "proxmox_backup_restore", { volume, vmid: 115, overwrite: true });
  assert.match(other.text, /- the backup is of another guest/);
  assert.match(
    await lab.failure("proxmox_backup_restore", { volume, vmid: 115, overwrite: true, confirm: other.token }),
    /The backup is of a VM, and CT 115 .* is none\. Restore it under a free vmid\./,
  );
});

Deno.test("a login without VM.Backup is told which privilege is missing", async () => {
  await using probe = await startLab();
  await using lab = await startLab({ settings: tokenSettings(probe.simulator.logins.auditor) });
  assert.match(
    await lab.failure("proxmox_backup_create", { vmids: [101], storage: "nas" }),
    /lacks (?:VM\.Backup|Datastore\.AllocateSpace)/,
  );
});
