import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { spawnRaw } from "../harness/server_process.ts";

Deno.test("Deno's own telemetry leaves standard output to the protocol", async () => {
  await using cluster = await startCluster();
  const exported: string[] = [];
  await using collector = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      await request.body?.cancel();
      exported.push(new URL(request.url).pathname);
      return new Response();
    },
  );
  const environment = {
    ...cluster.environment,
    LOG_LEVEL: "debug",
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
    OTEL_SERVICE_NAME: "proxmox-mcp",
  };
  await using server = spawnRaw({ environment, directory: cluster.directory });
  await server.initialize();
  const answer = await server.ask("tools/call", { name: "proxmox_node_list", arguments: {} });
  assert.equal(answer.error, undefined);
  await server.closeInput();
  const { code, stdout } = await server.ended;
  assert.equal(code, 0);
  for (const line of stdout.trim().split("\n")) assert.doesNotThrow(() => JSON.parse(line), line);
  assert.ok(exported.includes("/v1/traces"), `exported: ${exported.join()}`);
});
