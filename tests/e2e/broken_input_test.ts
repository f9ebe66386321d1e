import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { spawnRaw } from "../harness/server_process.ts";

const brokenLines: Readonly<Record<string, string>> = {
  "a line that is no JSON": "hello, are you there?",
  "half a message": '{"jsonrpc":"2.0","id":7,"method":"tools/li',
  "an empty line": "",
  "JSON that is no message": '{"answer":42}',
  "a list": '[{"jsonrpc":"2.0","id":8,"method":"ping"}]',
  "a message of another protocol": '{"jsonrpc":"1.0","id":9,"method":"tools/list"}',
  "bytes that are no text": "\u0000\u0001\uffff",
};

Deno.test("a broken line on standard input is passed over and the server goes on", async (t) => {
  await using cluster = await startCluster();
  await using server = spawnRaw(cluster);
  await server.initialize();
  for (const [what, line] of Object.entries(brokenLines)) {
    await t.step(what, async () => {
      await server.writeLine(line);
      const answer = await server.ask("tools/call", { name: "proxmox_node_list", arguments: {} });
      assert.match(JSON.stringify(answer.result), /3 nodes, 3 online/);
    });
  }
  await t.step("and said so on stderr alone", async () => {
    await server.errorOutput(/no MCP message/);
    await server.closeInput();
    const { code, stdout } = await server.ended;
    assert.equal(code, 0);
    for (const line of stdout.trim().split("\n")) assert.equal(JSON.parse(line).jsonrpc, "2.0", line);
  });
});

Deno.test("a broken line before the introduction does not keep a client from introducing itself", async () => {
  await using cluster = await startCluster();
  await using server = spawnRaw(cluster);
  await server.writeLine("GET / HTTP/1.1");
  const answer = await server.initialize();
  assert.match(JSON.stringify(answer.result), /proxmox-mcp/);
});

Deno.test("an unknown method is refused by name and the server goes on", async () => {
  await using cluster = await startCluster();
  await using server = spawnRaw(cluster);
  await server.initialize();
  assert.equal((await server.ask("tools/destroy")).error?.code, -32601);
  assert.notEqual((await server.ask("tools/list")).result, undefined);
});

Deno.test("a message as large as a file may make it is read, one beyond that ends the server instead of hanging it", async () => {
  await using cluster = await startCluster();
  const environment = { ...cluster.environment, MAX_FILE_SIZE: "1000000" };
  await using server = spawnRaw({ directory: cluster.directory, environment });
  await server.initialize();
  const call = (size: number) => ({ name: "proxmox_node_list", arguments: { note: "x".repeat(size) } });
  assert.match(
    JSON.stringify((await server.ask("tools/call", call(1_500_000))).result),
    /no argument \\"note\\"/,
  );
  // The server may be gone before it has taken the whole line.
  await server.send("tools/call", call(9_000_000)).catch(() => {});
  const { code, stderr } = await server.ended;
  assert.equal(code, 0);
  assert.match(stderr, /exceed/i);
});
