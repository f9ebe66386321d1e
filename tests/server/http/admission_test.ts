import assert from "node:assert/strict";
import { join } from "node:path";
import { Admission } from "../../../src/server/http/admission.ts";
import { hashOf, writeTokens } from "../../../src/server/auth/token_file.ts";
import { startCluster } from "../../harness/cluster.ts";
import { bearer, listRequest, serveHttp } from "./served.ts";

/** A call that goes on until its server ends. */
const slowCall = {
  jsonrpc: "2.0",
  id: 2,
  method: "tools/call",
  params: { name: "proxmox_snapshot_create", arguments: { vmid: 101, name: "slow", wait: 600 } },
};

Deno.test("one request more than may be served at once is told to come back", async () => {
  await using cluster = await startCluster({ speed: 0.01 });
  await using served = await serveHttp(cluster, { MCP_MAX_REQUESTS: "2" });
  const running = [served.post(slowCall), served.post(slowCall)];
  while (served.serving.server.admission.running < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const answer = await served.post(listRequest);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "2");
  assert.match(await answer.text(), /too many requests at once \(MCP_MAX_REQUESTS\)/);
  const health = await fetch(`${served.url}/health`);
  assert.equal(health.status, 200);
  await health.body?.cancel();
  const ended = served.end();
  for (const call of running) await (await call).text();
  await ended;
});

Deno.test("one caller may have half of the places, and the others go on being served", async () => {
  await using cluster = await startCluster({ speed: 0.01 });
  const file = join(cluster.directory, "tokens.json");
  const created = new Date().toISOString();
  await writeTokens(file, [
    { name: "greedy", hash: hashOf("greedy").toString("hex"), access: "write", created },
    { name: "modest", hash: hashOf("modest").toString("hex"), access: "read", created },
  ]);
  await using served = await serveHttp(cluster, { MCP_TOKEN_FILE: file, MCP_MAX_REQUESTS: "2" });
  const running = served.post(slowCall, bearer("greedy"));
  while (served.serving.server.admission.running < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const answer = await served.post(listRequest, bearer("greedy"));
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get("retry-after"), "2");
  await answer.body?.cancel();
  const other = await served.post(listRequest, bearer("modest"));
  assert.equal(other.status, 200);
  await other.body?.cancel();
  const ended = served.end();
  await (await running).text();
  await ended;
});

Deno.test("places are given back once, however often their holder leaves", async () => {
  const admission = new Admission(3, 2);
  const leave = admission.enter("a", 2);
  assert.ok(typeof leave === "function");
  assert.equal(admission.enter("a"), "share");
  assert.equal(admission.enter("b", 2), "full");
  leave();
  leave();
  assert.equal(admission.running, 0);
  const last = admission.enter("b", 2);
  assert.ok(typeof last === "function");
  let isOver = false;
  const over = admission.end().then(() => isOver = true);
  assert.equal(admission.enter("c"), "ending");
  assert.equal(isOver, false);
  last();
  await over;
});
