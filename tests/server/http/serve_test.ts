import assert from "node:assert/strict";
import * as z from "zod";
import { startCluster } from "../../harness/cluster.ts";
import { serveHttp } from "./served.ts";

Deno.test("clients of both eras list and call the same tools over HTTP", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  await using modern = await served.modern();
  await using legacy = await served.legacy();
  assert.equal(modern.protocolVersion, "2026-07-28");
  assert.equal(legacy.protocolVersion, "2025-11-25");
  assert.deepEqual(await modern.listTools(), await legacy.listTools());
  const [newAnswer, oldAnswer] = await Promise.all([
    modern.call("proxmox_ct_status", { vmid: 100 }),
    legacy.call("proxmox_ct_status", { vmid: 100 }),
  ]);
  assert.equal(newAnswer.isError, false);
  assert.equal(newAnswer.text.split("\n")[0], oldAnswer.text.split("\n")[0]);
});

Deno.test("progress of a task arrives over HTTP in both eras", async () => {
  await using cluster = await startCluster({ speed: 5 });
  await using served = await serveHttp(cluster);
  for (const connect of [() => served.modern(), () => served.legacy()]) {
    await using client = await connect();
    const notes: unknown[] = [];
    const reply = await client.call("proxmox_snapshot_create", {
      vmid: 100,
      name: `s${client.protocolVersion.slice(0, 4)}`,
    }, {
      onProgress: (note) => notes.push(note),
    });
    assert.equal(reply.isError, false, reply.text);
    assert.notEqual(notes.length, 0);
  }
});

Deno.test("a call that its client cancels ends on the server", async () => {
  await using cluster = await startCluster({ speed: 0.01 });
  await using served = await serveHttp(cluster);
  await using client = await served.modern();
  const cancel = new AbortController();
  const call = client.call("proxmox_snapshot_create", { vmid: 100, name: "slow", wait: 600 }, {
    signal: cancel.signal,
    onProgress: () => cancel.abort(),
  });
  await assert.rejects(call);
  while (served.serving.server.admission.running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(served.runtime.openClusters[0]?.waits.now, 0);
});

const health = z.strictObject({
  status: z.literal("healthy"),
  service: z.literal("proxmox-mcp"),
  version: z.string(),
  api_reachable: z.boolean(),
  ssh_connected: z.boolean(),
});

Deno.test("health answers in its own shape without waiting for a Proxmox that is silent", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { PROXMOX_PORT: String(silent.addr.port) });
  const answer = await fetch(`${served.url}/health`);
  assert.equal(answer.status, 200);
  assert.deepEqual(health.parse(await answer.json()), {
    status: "healthy",
    service: "proxmox-mcp",
    version: (await import("../../../src/version.ts")).version,
    api_reachable: false,
    ssh_connected: false,
  });
});

Deno.test("health tells when Proxmox answers", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  let reachable = false;
  while (!reachable) {
    reachable = health.parse(await (await fetch(`${served.url}/health`)).json()).api_reachable;
  }
  assert.equal(cluster.countRequests("GET", /\/version$/), 1);
});

Deno.test("metrics count calls by tool and outcome", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  await using client = await served.modern();
  await client.call("proxmox_node_list");
  await client.call("proxmox_vm_status", { vmid: 99999 });
  await client.call("proxmox_vm_status", { vmid: "none" });
  await client.call('no such tool\n{}"');
  await client.call("proxmox_vm_start", { vmid: 101 });
  const answer = await fetch(`${served.url}/metrics`);
  assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await answer.text();
  for (
    const line of [
      'proxmox_mcp_calls_total{tool="proxmox_node_list",outcome="ok"} 1',
      'proxmox_mcp_calls_total{tool="unknown",outcome="refused"} 1',
      'proxmox_mcp_calls_total{tool="proxmox_vm_status",outcome="refused"} 1',
      'proxmox_mcp_call_duration_seconds_count{tool="proxmox_vm_status"} 2',
      "proxmox_mcp_tasks_followed 0",
      "proxmox_mcp_ssh_connections 0",
    ]
  ) assert.ok(text.split("\n").includes(line), `${line} is not in\n${text}`);
  for (const line of text.trimEnd().split("\n")) {
    assert.match(
      line,
      /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [\d.e+-]+)$/,
    );
  }
});

Deno.test("ready turns to 503 and calls are turned away while the server ends", async () => {
  await using cluster = await startCluster({ speed: 0.01 });
  await using served = await serveHttp(cluster);
  await using client = await served.modern();
  const started = Promise.withResolvers<void>();
  const call = client.call("proxmox_snapshot_create", { vmid: 100, name: "slow", wait: 600 }, {
    onProgress: () => started.resolve(),
  });
  await started.promise;
  const ended = served.end();
  const reply = await call;
  assert.equal(reply.isError, false);
  assert.match(reply.text, /still running .* proxmox_task_wait upid=UPID:/);
  await ended;
  await assert.rejects(fetch(`${served.url}/ready`));
});
