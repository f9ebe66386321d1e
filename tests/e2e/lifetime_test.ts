import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { startCluster, type TestCluster } from "../harness/cluster.ts";
import { type Ending, type ServerProcess, spawnRaw } from "../harness/server_process.ts";

/** Has a server follow a task that never ends, and waits until it does. */
async function followEndlessTask(cluster: TestCluster): Promise<ServerProcess> {
  cluster.simulator.faults.neverEnd("qmstart");
  const server = spawnRaw(cluster);
  await server.initialize();
  await server.send("tools/call", { name: "proxmox_vm_start", arguments: { vmid: 102, wait: 600 } });
  await polled(cluster);
  return server;
}

/** Resolves when the server has asked at least once how the task stands. */
async function polled(cluster: TestCluster): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const watch = { kind: "before", action: asked.resolve } as const;
  cluster.simulator.faults.requests.next(watch, { method: "GET", path: /\/tasks\/.*\/status$/ });
  await asked.promise;
}

const auditLine = z.looseObject({ kind: z.string(), tool: z.string(), outcome: z.string().optional() });

async function auditLines({ directory }: TestCluster): Promise<readonly z.infer<typeof auditLine>[]> {
  const text = await Deno.readTextFile(join(directory, "audit.jsonl"));
  return text.trim().split("\n").map((line) => auditLine.parse(JSON.parse(line)));
}

/** Only JSON-RPC messages, one a line, may be on standard output. */
function assertOnlyMessages(ending: Ending): void {
  for (const line of ending.stdout.split("\n").filter((line) => line !== "")) {
    assert.equal(JSON.parse(line).jsonrpc, "2.0", line);
  }
}

Deno.test("the end of standard input ends the server with code 0", async () => {
  await using cluster = await startCluster();
  await using server = spawnRaw(cluster);
  await server.initialize();
  await server.ask("tools/call", { name: "proxmox_node_list", arguments: {} });
  await server.closeInput();
  const ending = await server.ended;
  assert.equal(ending.code, 0, ending.stderr);
  assertOnlyMessages(ending);
});

Deno.test("the end of standard input ends the server although nobody was introduced", async () => {
  await using cluster = await startCluster();
  await using server = spawnRaw(cluster);
  await server.closeInput();
  const ending = await server.ended;
  assert.deepEqual([ending.code, ending.stdout], [0, ""], ending.stderr);
});

Deno.test("what is sent before the end of standard input, all at once and without a greeting, is answered", async () => {
  await using cluster = await startCluster();
  await using server = spawnRaw(cluster);
  await server.send("tools/list");
  await server.send("tools/call", { name: "proxmox_vm_start", arguments: { vmid: 102 } });
  await server.closeInput();
  const ending = await server.ended;
  assert.equal(ending.code, 0, ending.stderr);
  assertOnlyMessages(ending);
  assert.match(ending.stdout, /"name":"proxmox_cluster_status"/);
  assert.match(ending.stdout, /VM 102 \(web2\) on pve1 is running \(task qmstart/);
});

Deno.test("the end of standard input ends the server within a second, also while it follows a task", async () => {
  await using cluster = await startCluster();
  const times: number[] = [];
  // The fastest of three tells how long it takes; the others may have had to share the machine.
  for (let attempt = 0; attempt < 3 && Math.min(...times) > 1000; attempt++) {
    await using server = await followEndlessTask(cluster);
    const began = performance.now();
    await server.closeInput();
    const ending = await server.ended;
    times.push(performance.now() - began);
    assert.equal(ending.code, 0, ending.stderr);
    assertOnlyMessages(ending);
  }
  assert.ok(Math.min(...times) <= 1000, `It took ${times.map(Math.round).join(", ")} ms`);
});

Deno.test({
  name: "SIGTERM ends the server with code 0 while it follows a task, and the task goes on",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using cluster = await startCluster();
    await using server = await followEndlessTask(cluster);
    server.kill("SIGTERM");
    const ending = await server.ended;
    assert.deepEqual([ending.code, ending.signal], [0, null], ending.stderr);
    assertOnlyMessages(ending);
    const task = cluster.simulator.cluster.state.tasks.at(-1);
    assert.deepEqual([task?.type, task?.exitstatus], ["qmstart", undefined]);
    assert.equal(cluster.countRequests("DELETE", /tasks/), 0);
    const [intent, outcome] = await auditLines(cluster);
    assert.deepEqual([intent?.kind, intent?.tool], ["intent", "proxmox_vm_start"]);
    assert.deepEqual([outcome?.kind, outcome?.outcome], ["outcome", "cancelled"]);
  },
});

Deno.test({
  name: "SIGINT ends an idle server with code 0",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using cluster = await startCluster();
    await using server = spawnRaw(cluster);
    await server.initialize();
    server.kill("SIGINT");
    const ending = await server.ended;
    assert.deepEqual([ending.code, ending.signal], [0, null], ending.stderr);
  },
});
