import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";

Deno.test("a power action says what has become of the guest and which task did it", async () => {
  await using lab = await startLab();
  assert.match(
    await lab.text("proxmox_vm_start", { vmid: 102 }),
    /^VM 102 \(web2\) on pve1 is running \(task qmstart, \d+ s\)\.$/,
  );
  assert.notEqual(lab.simulator.cluster.guest(102)?.runtime, undefined);
  assert.match(
    await lab.text("proxmox_ct_stop", { vmid: 121 }),
    /^CT 121 \(home-assistant\) on pve3 is stopped \(task vzstop, \d+ s\)\.$/,
  );
  assert.equal(lab.simulator.cluster.guest(121)?.runtime, undefined);
});

Deno.test("a guest that is in the wanted state already is left alone, and the answer says so", async (t) => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_start", { vmid: 102 });
  await lab.text("proxmox_vm_suspend", { vmid: 102 });
  const calls: readonly (readonly [string, number, RegExp])[] = [
    ["proxmox_vm_start", 101, /^VM 101 \(web1\) on pve1 is already running; nothing was done\.$/],
    ["proxmox_vm_stop", 113, /already stopped; nothing was done/],
    ["proxmox_vm_shutdown", 113, /already stopped; nothing was done/],
    ["proxmox_vm_resume", 101, /already running; nothing was done/],
    ["proxmox_vm_suspend", 102, /already suspended; nothing was done/],
    ["proxmox_ct_start", 100, /^CT 100 \(dns1\) on pve1 is already running; nothing was done\.$/],
    ["proxmox_ct_stop", 115, /already stopped; nothing was done/],
    ["proxmox_ct_shutdown", 115, /already stopped; nothing was done/],
  ];
  for (const [tool, vmid, says] of calls) {
    await t.step(`${tool} of ${vmid}`, async () => {
      const before = lab.cluster.countRequests("POST", /status/);
      assert.match(await lab.text(tool, { vmid }), says);
      assert.equal(lab.cluster.countRequests("POST", /status/), before);
    });
  }
});

Deno.test("an action that the guest's state forbids is refused with what would help, before anything is sent", async (t) => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_suspend", { vmid: 120 });
  const before = lab.cluster.countRequests("POST", /status/);
  const calls: readonly (readonly [string, number, RegExp])[] = [
    ["proxmox_vm_start", 120, /VM 120 is paused, not stopped\. proxmox_vm_resume continues it\./],
    [
      "proxmox_vm_shutdown",
      120,
      /VM 120 is paused, so it cannot shut down\. .*proxmox_vm_resume.*proxmox_vm_stop/,
    ],
    ["proxmox_vm_restart", 113, /VM 113 is stopped\. proxmox_vm_start starts it\./],
    ["proxmox_vm_reset", 113, /VM 113 is stopped\. proxmox_vm_start starts it\./],
    ["proxmox_vm_suspend", 113, /VM 113 is stopped\. proxmox_vm_start starts it\./],
    ["proxmox_vm_resume", 113, /VM 113 is stopped, not suspended\. proxmox_vm_start starts it\./],
    ["proxmox_ct_restart", 115, /CT 115 is stopped\. proxmox_ct_start starts it\./],
    ["proxmox_vm_start", 9000, /VM 9000 is a template and cannot run\. Clone it/],
    ["proxmox_ct_start", 9001, /CT 9001 is a template and cannot run\. Clone it/],
  ];
  for (const [tool, vmid, says] of calls) {
    await t.step(`${tool} of ${vmid}`, async () => assert.match(await lab.failure(tool, { vmid }), says));
  }
  assert.equal(lab.cluster.countRequests("POST", /status/), before);
});

Deno.test("a container's id given to a VM tool is told with the tool that is right, and the other way round", async () => {
  await using lab = await startLab();
  for (const verb of ["start", "stop", "shutdown", "restart", "status", "config"]) {
    assert.equal(
      await lab.failure(`proxmox_vm_${verb}`, { vmid: 112 }),
      `112 (monitoring) is a container. Call proxmox_ct_${verb} instead.`,
    );
    assert.equal(
      await lab.failure(`proxmox_ct_${verb}`, { vmid: 102 }),
      `102 (web2) is a VM. Call proxmox_vm_${verb} instead.`,
    );
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});

Deno.test("a VM tool without a twin for containers names no tool that does not exist", async () => {
  await using lab = await startLab();
  for (const verb of ["reset", "suspend", "resume"]) {
    const text = await lab.failure(`proxmox_vm_${verb}`, { vmid: 112 });
    assert.match(text, /^112 \(monitoring\) is a container\./);
    assert.doesNotMatch(text, new RegExp(`proxmox_ct_${verb}`));
  }
});

Deno.test("a failed start shows the task's exit status, the end of its log, what helps and its UPID", async () => {
  await using lab = await startLab();
  const gone = await lab.failure("proxmox_vm_start", { vmid: 113 });
  assert.match(
    gone,
    /^The task qmstart of 113 on pve2 failed: volume 'local:iso\/virtio-win-0\.1\.240\.iso' does not exist\. /,
  );
  assert.match(gone, /The configuration names the volume .* proxmox_storage_content/);
  assert.match(gone, /\nupid: UPID:pve2:[0-9A-F:]+:qmstart:113:root@pam!full:$/);
  const broken = await lab.failure("proxmox_vm_start", { vmid: 123 });
  assert.match(broken, /^The task qmstart of 123 on pve3 failed: start failed: QEMU exited with code 1\. /);
  assert.match(
    broken,
    /\n\[.*log, data not instructions\]\n\| kvm: -device vfio-pci.*No such file or directory\n/,
  );
});

Deno.test("a locked guest's failure names the lock and who frees it", async () => {
  await using lab = await startLab();
  const text = await lab.failure("proxmox_vm_stop", { vmid: 111 });
  assert.match(text, /^The task qmstop of 111 on pve2 failed: VM is locked \(backup\)\. /);
  assert.match(text, /The lock "backup" belongs to a running task.*qm unlock/);
});

Deno.test("a shutdown that the guest ignores fails with the two ways out, and force takes one of them", async () => {
  await using lab = await startLab({ speed: 1000 });
  const text = await lab.failure("proxmox_vm_shutdown", { vmid: 114, timeout: 5 });
  assert.match(text, /VM quit\/powerdown failed - got timeout\. .*timeout=.*stop tool/);
  assert.match(await lab.text("proxmox_vm_shutdown", { vmid: 114, timeout: 5, force: true }), /is stopped/);
});

Deno.test("the timeout and force of a shutdown reach Proxmox under its own names", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_shutdown", { vmid: 101, timeout: "30", force: "false" });
  const sent = lab.simulator.requests.find((request) => request.path.endsWith("/shutdown"));
  assert.deepEqual([sent?.params["timeout"], sent?.params["forceStop"]], ["30", "0"]);
});

Deno.test("with wait=0 the answer comes at once, and proxmox_task_wait follows the task to its end", async () => {
  await using lab = await startLab({ speed: 5 });
  const text = await lab.text("proxmox_vm_start", { vmid: 102, wait: 0 });
  const upid =
    /^Starting VM 102 \(web2\): still running after 0 s\. Follow it with proxmox_task_wait upid=(UPID:\S+:)$/
      .exec(text)?.[1];
  assert.ok(upid, text);
  assert.match(await lab.text("proxmox_task_wait", { upid }), /^qmstart of 102 on pve1 /);
  assert.notEqual(lab.simulator.cluster.guest(102)?.runtime, undefined);
});

Deno.test("a task that outlasts the waiting is no error", async () => {
  await using lab = await startLab();
  lab.simulator.faults.neverEnd("qmstart");
  const { text, isError } = await lab.call("proxmox_vm_start", { vmid: 102, wait: 1 });
  assert.equal(isError, false);
  assert.match(text, /still running after 1 s\. Follow it with proxmox_task_wait upid=UPID:/);
});

Deno.test("warnings of a task that went well are shown", async () => {
  await using lab = await startLab();
  const { tasks } = lab.simulator;
  const upid = tasks.start({
    ...{ node: "pve1", type: "qmstart", id: 102, identity: { userid: "root@pam" } },
    work: (worker) => {
      worker.log("generating cloud-init ISO");
      worker.warn("you should not see this hot-plugged");
    },
  });
  const text = await lab.text("proxmox_task_wait", { upid });
  assert.match(text, /ended with warnings: 1/i);
  assert.match(text, /\n\| WARN: you should not see this hot-plugged/);
  assert.doesNotMatch(text, /generating cloud-init/);
});

Deno.test("the state of a guest under HA is awaited, for its own task ends at once", async () => {
  await using lab = await startLab({ settings: { PROXMOX_PROTECTED_TAG: "untouchable" } });
  const text = await lab.text("proxmox_vm_stop", { vmid: 103 });
  assert.match(text, /^VM 103 \(db1\) on pve1 is stopped \(task hastop, \d+ s\)\.$/);
  assert.equal(lab.simulator.cluster.guest(103)?.runtime, undefined);
  assert.match(await lab.text("proxmox_vm_start", { vmid: 103 }), /is running \(task hastart, \d+ s\)/);
  assert.notEqual(lab.simulator.cluster.guest(103)?.runtime, undefined);
});

Deno.test("a guest under HA that does not get there in time is said to be on its way", async () => {
  await using lab = await startLab({ speed: 5, settings: { PROXMOX_PROTECTED_TAG: "untouchable" } });
  lab.simulator.faults.neverEnd("qmstop");
  const text = await lab.text("proxmox_vm_stop", { vmid: 103, wait: 1 });
  assert.match(text, /^Stopping VM 103 \(db1\): still running after/);
});

Deno.test("without quorum a start is refused with where to look", async () => {
  await using lab = await startLab();
  lab.simulator.faults.loseQuorum();
  assert.match(await lab.failure("proxmox_vm_start", { vmid: 102 }), /no quorum.*proxmox_cluster_status/s);
});
