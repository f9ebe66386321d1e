import assert from "node:assert/strict";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { startLab } from "../harness/lab.ts";
import { spawnLegacy, spawnModern } from "../harness/spawned.ts";
import type { ProgressNote, ToolClient } from "../harness/tool_client.ts";

/** A task whose log a test writes, line by line. */
interface ScriptedTask {
  readonly upid: string;
  log(...lines: string[]): void;
  end(): void;
}

function startScriptedTask({ simulator }: TestCluster): ScriptedTask {
  const over = Promise.withResolvers<void>();
  let log: (...lines: string[]) => void = () => {};
  const upid = simulator.tasks.start({
    ...{ node: "pve2", type: "vzdump", id: "", identity: { userid: "root@pam" } },
    work: async (worker) => {
      log = worker.log;
      await over.promise;
    },
  });
  return { upid, log: (...lines) => log(...lines), end: over.resolve };
}

/** Notes as they come in, and a way to wait for the next one. */
class Notes {
  readonly all: ProgressNote[] = [];
  #next = Promise.withResolvers<void>();

  readonly take = (note: ProgressNote): void => {
    this.all.push(note);
    this.#next.resolve();
  };

  async next(): Promise<void> {
    await this.#next.promise;
    this.#next = Promise.withResolvers<void>();
  }
}

const logPages: readonly (readonly string[])[] = [
  ["INFO: starting new backup job: vzdump 110 115 --mode snapshot"],
  ["INFO: Starting Backup of VM 110 (qemu)", "INFO:  12% (14.4 GiB of 120.0 GiB) in 36s, read: 409.6 MiB/s"],
  ["INFO:  80% (96.0 GiB of 120.0 GiB) in 240s, read: 409.6 MiB/s"],
  ["INFO: Starting Backup of VM 115 (lxc)", "INFO:   3% (1.2 GiB of 40.0 GiB) in 3s, read: 409.6 MiB/s"],
];

async function followed(client: ToolClient, task: ScriptedTask): Promise<readonly ProgressNote[]> {
  const notes = new Notes();
  const call = client.call("proxmox_task_wait", { upid: task.upid }, { onProgress: notes.take });
  for (const lines of logPages) {
    task.log(...lines);
    await notes.next();
  }
  task.end();
  assert.match((await call).text, /^vzdump on pve2 /);
  return notes.all;
}

function assertProgress(notes: readonly ProgressNote[]): void {
  const messages = notes.map((note) => note.message ?? "");
  assert.deepEqual(messages.filter((message) => !message.startsWith("TASK ")), [
    "starting new backup job: vzdump 110 115 --mode snapshot",
    "12% (14.4 GiB of 120.0 GiB) in 36s, read: 409.6 MiB/s",
    "80% (96.0 GiB of 120.0 GiB) in 240s, read: 409.6 MiB/s",
    "3% (1.2 GiB of 40.0 GiB) in 3s, read: 409.6 MiB/s",
  ]);
  const reached = notes.map((note) => note.progress);
  assert.ok(reached.includes(12) && reached.includes(80), reached.join(", "));
  for (const [index, value] of reached.entries()) {
    assert.ok(index === 0 || value > (reached[index - 1] ?? 0), `progress went back: ${reached.join(", ")}`);
    assert.ok(value >= 0 && value <= 100);
  }
  assert.ok(notes.every((note) => note.total === 100));
}

Deno.test("the log of a task reaches clients of both eras as progress with percentages that only grow", async () => {
  await using cluster = await startCluster();
  await using modern = await spawnModern(cluster);
  await using legacy = await spawnLegacy(cluster);
  // At the same time, for both wait as long as a server leaves between two questions.
  const both = [modern, legacy].map((client) => followed(client, startScriptedTask(cluster)));
  for (const notes of await Promise.all(both)) assertProgress(notes);
});

Deno.test("for a client that did not ask for progress the log is not read while the task runs", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_vm_start", { vmid: 102 });
  assert.equal(lab.cluster.countRequests("GET", /\/log$/), 0);
});

Deno.test("cancelling a call ends the waiting alone: the task goes on and no more is asked of it", async (t) => {
  for (const [era, spawn] of [["2026", spawnModern], ["2025", spawnLegacy]] as const) {
    await t.step(era, async () => {
      await using cluster = await startCluster();
      await using client = await spawn(cluster);
      const task = startScriptedTask(cluster);
      const cancel = new AbortController();
      const notes = new Notes();
      const call = client.call("proxmox_task_wait", { upid: task.upid, wait: 600 }, {
        signal: cancel.signal,
        onProgress: notes.take,
      });
      task.log("INFO: status = running");
      await notes.next();
      cancel.abort(new Error("the user pressed escape"));
      await assert.rejects(call);
      // An answered call proves that the server has gone on past the cancellation.
      assert.match((await client.call("proxmox_node_list")).text, /3 nodes/);
      const asked = cluster.countRequests("GET", /\/tasks\//);
      assert.match((await client.call("proxmox_task_status", { upid: task.upid })).text, /: running/);
      assert.equal(cluster.countRequests("DELETE", /\/tasks\//), 0);
      assert.ok(cluster.countRequests("GET", /\/tasks\//) <= asked + 2);
      task.end();
    });
  }
});

Deno.test("a call that is cancelled before its change was sent changes nothing", async () => {
  await using lab = await startLab();
  const cancel = new AbortController();
  const arrived = Promise.withResolvers<void>();
  lab.simulator.faults.requests.next({ kind: "before", action: arrived.resolve }, {
    path: /status\/current$/,
  });
  lab.simulator.faults.latency = 50;
  const call = lab.call("proxmox_vm_start", { vmid: 102 }, { signal: cancel.signal });
  await arrived.promise;
  cancel.abort();
  await assert.rejects(call);
  await lab.text("proxmox_node_list");
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
  assert.equal(lab.simulator.cluster.guest(102)?.runtime, undefined);
});

Deno.test("a task is stopped only when asked, and then says how it ended", async () => {
  await using lab = await startLab();
  const task = startScriptedTask(lab.cluster);
  lab.simulator.faults.neverEnd("qmstart");
  await lab.text("proxmox_vm_start", { vmid: 102, wait: 0 });
  const upid = lab.latestTask?.upid ?? "";
  const text = await lab.text("proxmox_task_stop", { upid });
  assert.match(
    text,
    /^qmstart of 102 on pve1 .*(received interrupt|interrupted by signal|unexpected status)\. It was stopped/,
  );
  assert.match(await lab.text("proxmox_task_stop", { upid }), /It was over already; nothing was done\./);
  task.end();
});
