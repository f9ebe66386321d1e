import assert from "node:assert/strict";
import { remedyFor } from "../../src/proxmox/remedy.ts";

/** Failures in Proxmox's words, and what an answer has to say to them. */
const failures: Readonly<Record<string, RegExp>> = {
  "VM is locked (backup)": /lock "backup".*proxmox_task_list.*qm unlock/,
  "CT is locked (snapshot-delete)": /lock "snapshot-delete"/,
  "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout": /Another task holds the guest/,
  "cluster not ready - no quorum?": /proxmox_cluster_status/,
  "cfs-lock 'file-user_cfg' error: no quorum!": /proxmox_cluster_status/,
  "unable to open file '/etc/pve/nodes/pve/lxc/101.conf.tmp.251' - Permission denied": /no quorum/,
  "unable to create image: No space left on device": /storage is full/,
  "volume 'local:iso/virtio.iso' does not exist": /local:iso\/virtio\.iso.*proxmox_storage_content/,
  "storage 'nosuch' does not exist": /proxmox_storage_list.*nosuch/,
  "storage 'nas' is not online": /proxmox_storage_list.*nas/,
  "you can't start a vm if it's a template": /clone it/,
  "you can't start a CT if it's a template": /clone it/,
  "VM quit/powerdown failed - got timeout": /timeout=/,
  "container did not stop": /timeout=/,
  "snapshot feature is not available": /backup instead/,
  "snapshot name 'nightly' already used": /another name/,
  "snapshot 'nosuch' does not exist": /proxmox_snapshot_list/,
  "can't rollback, 'a' is not most recent snapshot on 'tank:vm-100-disk-0'": /newest snapshot/,
  "migration aborted": /ERROR/,
  "unexpected status": /look at the state of the guest/,
  "interrupted by signal": /look at the state of the guest/,
  "received interrupt": /look at the state of the guest/,
  "start failed: QEMU exited with code 1": /QEMU/,
};

Deno.test("what helps is told for every failure that Proxmox words in a known way", () => {
  for (const [words, remedy] of Object.entries(failures)) assert.match(remedyFor(words), remedy, words);
});

Deno.test("the exit status counts before the log, and the log's last words before its first", () => {
  assert.match(remedyFor("VM is locked (backup)", "no space left on device"), /lock "backup"/);
  assert.match(remedyFor("command failed", "No space left on device", "VM is locked (backup)"), /full/);
});

Deno.test("to an unknown failure nothing is invented", () => {
  assert.equal(remedyFor("the flux capacitor is empty", "", "TASK ERROR: again"), "");
  assert.equal(remedyFor(), "");
});

Deno.test("a cause in the log counts before what the task ended with", () => {
  assert.match(
    remedyFor("migration aborted", "ERROR: migration aborted: VM is locked (backup)"),
    /^The lock "backup" belongs to/,
  );
  assert.match(remedyFor("migration aborted", "ERROR: no space left on device"), /^The storage is full/);
  assert.match(remedyFor("migration aborted", "starting"), /^The line with ERROR/);
});
