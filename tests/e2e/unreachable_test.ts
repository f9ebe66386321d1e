import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { spawnRaw } from "../harness/server_process.ts";

Deno.test("initialize and tools/list are answered although Proxmox is silent, and nothing is asked of it", async () => {
  await using cluster = await startCluster();
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using server = spawnRaw({
    directory: cluster.directory,
    environment: { ...cluster.environment, PROXMOX_PORT: String(silent.addr.port) },
  });
  const greeting = await server.initialize();
  assert.match(JSON.stringify(greeting.result), /"serverInfo":\{[^}]*"name":"proxmox-mcp"/);
  const tools = await server.ask("tools/list");
  assert.match(JSON.stringify(tools.result), /proxmox_cluster_status/);
  await server.closeInput();
  assert.equal((await server.ended).code, 0);
  // A connection that the server made would be waiting in the listener's queue.
  const nobody = Symbol("nobody");
  const first = await Promise.race([silent.accept(), Promise.resolve(nobody)]);
  assert.equal(first, nobody);
});

Deno.test("a server that was started before Proxmox works as soon as Proxmox does", async () => {
  const before = await startCluster();
  const { port } = before.simulator;
  await using server = spawnRaw({
    directory: Deno.cwd(),
    environment: { ...before.environment, PROXMOX_VERIFY_SSL: "false", PROXMOX_FINGERPRINT: "" },
  });
  await server.initialize();
  await before[Symbol.asyncDispose]();
  const call = { name: "proxmox_node_list", arguments: {} };
  assert.match(JSON.stringify((await server.ask("tools/call", call)).result), /refuses the connection/);
  await using after = await startCluster({ port });
  assert.match(JSON.stringify((await server.ask("tools/call", call)).result), /3 nodes, 3 online/);
  assert.equal(after.simulator.port, port);
});
