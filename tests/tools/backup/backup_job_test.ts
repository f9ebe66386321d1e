import assert from "node:assert/strict";
import { confirmed, previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";

Deno.test("jobs are listed with guests, times and what they keep", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_backup_job_list"),
    /\nbackup-nightly +yes +02:00 +\d{4}-\d\d-\d\d 02:00:00 +101,103,110 +pbs +snapshot +keep-daily=7,keep-weekly=4$/,
  );
  lab.simulator.cluster.state.backupJobs = {};
  assert.match(await lab.text("proxmox_backup_job_list"), /^There are no backup jobs\./);
});

Deno.test("a job without a rule of its own keeps everything, whatever its storage says", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_backup_job_create", {
    ...{ id: "weekly", schedule: "sat 01:00", pool: "development", storage: "nas", comment: "Off site" },
  });
  assert.match(text, /^The backup job weekly is made\.\nguests: pool development\nschedule: sat 01:00\n/);
  const job = lab.simulator.cluster.state.backupJobs["weekly"];
  assert.deepEqual([job?.["pool"], job?.["prune-backups"], job?.["mode"]], [
    "development",
    "keep-all=1",
    "snapshot",
  ]);
});

Deno.test("a job that deletes older backups is made only after a confirmation", async () => {
  await using lab = await startLab();
  const args = { id: "pruning", schedule: "03:00", vmids: [101], storage: "nas", keep: { last: 3 } };
  const { text } = await previewOf(lab, "proxmox_backup_job_create", args);
  assert.match(text, /will delete older backups of its guests each time it runs\.\n- it keeps: keep-last=3/);
  assert.equal(lab.simulator.cluster.state.backupJobs["pruning"], undefined);
  await confirmed(lab, "proxmox_backup_job_create", args);
  assert.equal(lab.simulator.cluster.state.backupJobs["pruning"]?.["prune-backups"], "keep-last=3");
});

Deno.test("a change says what was and is, and another selection takes the place of the old one", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_backup_job_update", {
    ...{ id: "backup-nightly", pool: "development", enabled: false },
  });
  assert.match(text, /^The backup job backup-nightly is changed\.\nbefore:\nguests: 101,103,110\n/);
  assert.match(text, /\nnow:\nguests: pool development\n[^]*\nenabled: no$/);
  const job = lab.simulator.cluster.state.backupJobs["backup-nightly"];
  assert.deepEqual([job?.["pool"], job?.["vmid"], job?.["enabled"]], ["development", undefined, 0]);
});

Deno.test("a job runs now on every node that has some of its guests", async () => {
  await using lab = await startLab();
  const text = await lab.text("proxmox_backup_job_run", { id: "backup-nightly" });
  assert.match(
    text,
    /^VM 101 \(web1\), VM 103 \(db1\) on pve1 backed up to pbs .*\nVM 110 \(gitlab\) on pve2 backed up/,
  );
  const sent = lab.simulator.requests.filter(({ method, path }) =>
    method === "POST" && path.endsWith("/vzdump")
  );
  assert.deepEqual(sent.map(({ params }) => params["remove"]), ["0", "0"]);
});

Deno.test("a run that prunes is confirmed first", async () => {
  await using lab = await startLab();
  const { text } = await previewOf(lab, "proxmox_backup_job_run", { id: "backup-nightly", prune: true });
  assert.match(
    text,
    /runs now and deletes older backups of its guests\.\n- guests: 101,103,110\n- it keeps: /,
  );
  assert.equal(lab.cluster.countRequests("POST", /vzdump/), 0);
});

Deno.test("a job is deleted after a confirmation, and its backups stay", async () => {
  await using lab = await startLab();
  const { text } = await previewOf(lab, "proxmox_backup_job_delete", { id: "backup-nightly" });
  assert.match(text, /its guests are no longer backed up by it\.\n- guests: 101,103,110\n/);
  assert.equal(
    await confirmed(lab, "proxmox_backup_job_delete", { id: "backup-nightly" }),
    "The backup job backup-nightly is deleted; the backups it made stay.",
  );
  assert.deepEqual(lab.simulator.cluster.state.backupJobs, {});
  assert.match(await lab.text("proxmox_backup_list", { vmid: 101 }), /^3 backups\n/);
});

Deno.test("an unknown job is told with the nearest, and one that selects nobody does not run", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.failure("proxmox_backup_job_run", { id: "backup-nightli" }),
    /^There is no backup job backup-nightli\. Did you mean backup-nightly\?/,
  );
  const job = lab.simulator.cluster.state.backupJobs["backup-nightly"];
  assert.ok(job);
  job["vmid"] = "998";
  assert.match(
    await lab.failure("proxmox_backup_job_run", { id: "backup-nightly" }),
    /selects no guest that is visible/,
  );
});

Deno.test("without quorum no job is changed", async () => {
  await using lab = await startLab();
  lab.simulator.faults.loseQuorum();
  assert.match(
    await lab.failure("proxmox_backup_job_update", { id: "backup-nightly", enabled: false }),
    /has no quorum, so nothing was sent/,
  );
});
