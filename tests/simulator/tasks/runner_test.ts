import assert from "node:assert/strict";
import { Clock } from "../../../src/simulator/cluster/clock.ts";
import { Cluster } from "../../../src/simulator/cluster/cluster.ts";
import { emptyState } from "../../../src/simulator/cluster/state.ts";
import { parseUpid } from "../../../src/simulator/cluster/upid.ts";
import { TaskRunner, type Worker } from "../../../src/simulator/tasks/runner.ts";
import { Lab } from "../client.ts";

function runner(speed: number, stuck = false): TaskRunner {
  return new TaskRunner(new Cluster(emptyState(), new Clock(speed), "9.2"), () => stuck);
}

function order(work: (worker: Worker) => Promise<void> | void) {
  return { node: "pve", type: "qmstart", id: 100, identity: { userid: "root@pam", token: "full" }, work };
}

Deno.test("a task names its node, worker type, guest and token in its identifier", () => {
  const upid = runner(Infinity).start(order(() => {}));
  const parts = parseUpid(upid);
  assert.equal(parts?.node, "pve");
  assert.deepEqual([parts.type, parts.id, parts.user], ["qmstart", "100", "root@pam!full"]);
  assert(upid.endsWith(":"));
});

Deno.test("process ids rise from task to task", () => {
  const tasks = runner(Infinity);
  const pids = [1, 2, 3].map(() => parseUpid(tasks.start(order(() => {})))?.pid ?? 0);
  assert(pids.every((pid, index) => index === 0 || pid > (pids[index - 1] ?? 0)));
});

Deno.test("a worker that returns ends as OK, one that warned with the number of its warnings", async () => {
  const tasks = runner(Infinity);
  const good = tasks.start(order((worker) => worker.log("done")));
  const warned = tasks.start(order((worker) => worker.warn("careful")));
  await tasks.idle();
  assert.deepEqual(tasks.find(good)?.log, ["done", "TASK OK"]);
  assert.equal(tasks.find(warned)?.exitstatus, "WARNINGS: 1");
  assert.deepEqual(tasks.find(warned)?.log, ["WARN: careful", "TASK WARNINGS: 1"]);
});

Deno.test("a worker that throws ends with the first line of its error", async () => {
  const tasks = runner(Infinity);
  const upid = tasks.start(order(() => {
    throw new Error("broken\nmore");
  }));
  await tasks.idle();
  assert.equal(tasks.find(upid)?.exitstatus, "broken");
  assert.deepEqual(tasks.find(upid)?.log, ["TASK ERROR: broken"]);
});

Deno.test("the first steps of a worker run before its identifier is returned", () => {
  let started = false;
  runner(1).start(order(() => {
    started = true;
  }));
  assert(started);
});

Deno.test("a running task shows what it has logged so far, and stopping it interrupts its wait", async () => {
  const tasks = runner(1);
  const upid = tasks.start(order(async (worker) => {
    worker.log("half way");
    await worker.sleep(3600);
  }));
  assert.equal(tasks.find(upid)?.exitstatus, undefined);
  assert.deepEqual(tasks.find(upid)?.log, ["half way"]);
  tasks.stop(upid);
  await tasks.ended(upid);
  assert.equal(tasks.find(upid)?.exitstatus, "received interrupt");
});

Deno.test("a stuck worker type does not end even where nothing waits", async () => {
  const tasks = runner(Infinity, true);
  const upid = tasks.start(order(() => {}));
  await Promise.resolve();
  assert.equal(tasks.find(upid)?.exitstatus, undefined);
  tasks.stop(upid);
  await tasks.idle();
});

Deno.test("a clock divides waiting by its speed and none of a closed one goes on", async () => {
  const clock = new Clock(1_000_000);
  await clock.sleep(100);
  const waiting = new Clock(1);
  const sleep = waiting.sleep(3600);
  waiting.close();
  await assert.rejects(sleep, { name: "Interrupted" });
  await assert.rejects(waiting.sleep(1), { name: "Interrupted" });
});

Deno.test("the task list filters, counts, and shows running tasks in their own form", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.neverEnd("qmstart");
  const upid = await lab.data("POST", "/nodes/pve1/qemu/102/status/start");
  const active = await lab.data("GET", "/nodes/pve1/tasks", { source: "active" });
  assert.deepEqual(
    active.map((row: Record<string, unknown>) => [row["upid"], row["status"], row["user"], row["saved"]]),
    [
      [upid, "RUNNING", "root@pam!full", "0"],
    ],
  );
  const status = await lab.data("GET", `/nodes/pve1/tasks/${encodeURIComponent(upid)}/status`);
  assert.deepEqual([status.status, status.user, status.tokenid], ["running", "root@pam", "full"]);
  const failed = await lab.data("GET", "/nodes/pve2/tasks", { errors: 1 });
  assert(failed.length > 0 && failed.every((row: { status: string }) => row.status !== "OK"));
  assert.deepEqual(await lab.data("GET", "/nodes/pve1/tasks", undefined, "operator"), []);
});

Deno.test("an empty log is one row that says so, and the log of an unknown task is one as well", async () => {
  await using lab = await Lab.start();
  lab.simulator.faults.neverEnd("qmstart");
  const upid = await lab.data("POST", "/nodes/pve1/qemu/102/status/start");
  const log = await lab.data("GET", `/nodes/pve1/tasks/${encodeURIComponent(upid)}/log`);
  assert.deepEqual(log, [{ n: 1, t: "no content" }]);
  const unknown = "UPID:pve1:00000001:00000001:6B00F000:vzstart:100:root@pam:";
  assert.deepEqual(await lab.data("GET", `/nodes/pve1/tasks/${unknown}/log`), [
    { n: 1, t: "unable to open file - No such file or directory" },
  ]);
});

Deno.test("stopping a task through the API leaves the lock it held", async () => {
  await using lab = await Lab.start({ speed: 1 });
  const upid = await lab.data("POST", "/nodes/pve1/qemu/102/snapshot", { snapname: "before" });
  await lab.data("DELETE", `/nodes/pve1/tasks/${encodeURIComponent(upid)}`);
  await lab.simulator.tasks.ended(upid);
  assert.equal(lab.simulator.tasks.find(upid)?.exitstatus, "received interrupt");
  assert.equal((await lab.data("GET", "/nodes/pve1/qemu/102/config")).lock, "snapshot");
});
