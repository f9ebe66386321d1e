import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { runtimeOf } from "../harness/in_process.ts";

Deno.test("making a runtime connects to nothing", async () => {
  await using cluster = await startCluster();
  const runtime = await runtimeOf(cluster.environment);
  assert.deepEqual(runtime.clusterNames, ["default"]);
  assert.equal(runtime.hasSsh, false);
  assert.deepEqual(runtime.openClusters, []);
  await runtime.close();
  assert.deepEqual(cluster.simulator.requests, []);
});

Deno.test("closing waits for calls that are just ending, but not for one that does not", async () => {
  await using cluster = await startCluster();
  const runtime = await runtimeOf(cluster.environment);
  const ending = Promise.withResolvers<void>();
  let ended = false;
  const call = runtime.underWay(ending.promise.then(() => {
    ended = true;
  }));
  const closed = runtime.close();
  ending.resolve();
  await Promise.all([closed, call]);
  assert.equal(ended, true);

  const endless = Promise.withResolvers<void>();
  const other = runtime.underWay(endless.promise);
  await runtime.close();
  endless.resolve();
  await other;
});

Deno.test("a call that fails is not remembered, and its error is its caller's alone", async () => {
  await using cluster = await startCluster();
  const runtime = await runtimeOf(cluster.environment);
  await assert.rejects(runtime.underWay(Promise.reject(new Error("failed"))), /failed/);
  await runtime.close();
});
