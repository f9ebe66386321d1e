import assert from "node:assert/strict";
import { get } from "node:https";
import { join } from "node:path";
import { startCluster } from "../../harness/cluster.ts";
import { run } from "../../harness/run.ts";
import { type ServerProcess, spawnRaw } from "../../harness/server_process.ts";
import { makeAuthority } from "../../rest/certificates.ts";
import { modernAt } from "./served.ts";

/** Waits until a process serves and returns its URL, without a path. */
async function servedAt(process: ServerProcess): Promise<string> {
  const output = await process.errorOutput(/Serving MCP at (\S+)\/mcp/);
  return /Serving MCP at (\S+)\/mcp/.exec(output)?.[1] ?? assert.fail(output);
}

Deno.test({
  name: "told to end, the server answers a call that follows a task with where the task is, and ends well",
  // Windows has no SIGTERM: there a process is killed or gets Ctrl-C.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using cluster = await startCluster({ speed: 0.01 });
    const environment = { ...cluster.environment, MCP_HTTP_PORT: "0" };
    await using process = spawnRaw({ environment, directory: cluster.directory }, ["serve", "--http"]);
    const url = await servedAt(process);
    await using client = await modernAt(url);
    const followed = Promise.withResolvers<void>();
    const call = client.call("proxmox_snapshot_create", { vmid: 101, name: "slow", wait: 600 }, {
      onProgress: () => followed.resolve(),
    });
    await followed.promise;
    process.kill("SIGTERM");
    const reply = await call;
    assert.equal(reply.isError, false, reply.text);
    assert.match(reply.text, /still running .* proxmox_task_wait upid=UPID:/);
    const { code, signal, stdout } = await process.ended;
    assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: "" });
    await assert.rejects(fetch(`${url}/health`));
  },
});

Deno.test("over HTTPS the server shows its certificate, and the health command finds it well", async () => {
  await using cluster = await startCluster();
  const authority = await makeAuthority();
  const { cert, key } = await authority.sign({ names: ["mcp.example"] });
  const files = {
    MCP_TLS_CERT: join(cluster.directory, "cert.pem"),
    MCP_TLS_KEY: join(cluster.directory, "key.pem"),
  };
  await Deno.writeTextFile(files.MCP_TLS_CERT, cert);
  await Deno.writeTextFile(files.MCP_TLS_KEY, key);
  const environment = { ...cluster.environment, ...files, MCP_HTTP_PORT: "0" };
  await using process = spawnRaw({ environment, directory: cluster.directory }, ["serve", "--http"]);
  const url = new URL(await servedAt(process));
  assert.equal(url.protocol, "https:");
  const answer = Promise.withResolvers<number | undefined>();
  const options = { port: url.port, ca: authority.pem, servername: "mcp.example", agent: false };
  get("https://127.0.0.1/ready", options, (incoming) => {
    incoming.resume();
    incoming.once("end", () => answer.resolve(incoming.statusCode));
  }).once("error", answer.reject);
  assert.equal(await answer.promise, 200);
  const health = await run(["health"], { environment: { ...environment, MCP_HTTP_PORT: url.port } });
  assert.equal(health.code, 0, health.stderr);
  assert.match(health.stdout, /^\{"status":"healthy","service":"proxmox-mcp",/);
  process.kill("SIGTERM");
});

Deno.test("the health command fails where nothing listens, and says so", async () => {
  using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const { code, stdout, stderr } = await run(["health"], { environment: { MCP_HTTP_PORT: String(port) } });
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, new RegExp(`^http://127\\.0\\.0\\.1:${port}/health does not answer: `));
});
