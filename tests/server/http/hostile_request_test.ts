import assert from "node:assert/strict";
import { usualLimits } from "../../../src/server/http/listener.ts";
import { startCluster } from "../../harness/cluster.ts";
import { connectRaw, exchangeRaw, headerLines, statusOf } from "./raw.ts";
import { drained, listRequest, mcpHeaders, serveHttp } from "./served.ts";

const quick = { ...usualLimits, headerTime: 400, requestTime: 600, idleTime: 300 };

Deno.test("a body of 100 MB is refused without being read", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${headerLines(mcpHeaders)}`;
  assert.equal(statusOf(await exchangeRaw(served.port, `${head}Content-Length: 104857600\r\n\r\n{`)), 413);
  using endless = await connectRaw(served.port);
  await endless.say(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `100000\r\n${" ".repeat(0x100000)}\r\n`;
  let sent = 0;
  while (sent < 100 && await endless.say(chunk)) sent++;
  // Four megabytes are accepted; what is beyond them fits into the buffers of the system.
  assert.ok(sent < 40, `${sent} MB were taken`);
  assert.ok([0, 413].includes(statusOf(await endless.ended)));
});

Deno.test("a batch of ten thousand calls is refused", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const call = {
    jsonrpc: "2.0",
    method: "tools/call",
    params: { name: "proxmox_cluster_status", arguments: {} },
  };
  const batch = Array.from({ length: 10_000 }, (_, id) => ({ ...call, id }));
  const answer = await served.post(batch, { "mcp-protocol-version": "2025-03-26" });
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /A batch may have 64 messages at most/);
  assert.equal(cluster.simulator.requests.filter(({ path }) => !path.endsWith("/version")).length, 0);
});

Deno.test("path tricks find nothing", async (t) => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_AUTH_TOKEN: "a-token-of-thirty-two-characters" });
  const paths = [
    "//mcp",
    "/mcp/",
    "/%6dcp",
    "/health/../mcp",
    "/./mcp",
    "/mcp%00",
    "/MCP",
    "/mcp;x=y",
    "/..%2fmcp",
    "\\mcp",
    "http://localhost/mcp",
    "http://evil.example/health",
    "*",
    "/.well-known/../../../etc/passwd",
    "/metrics/..",
  ];
  for (const path of paths) {
    await t.step(path, async () => {
      const answer = await exchangeRaw(
        served.port,
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      assert.ok([400, 404].includes(statusOf(answer)), answer.slice(0, 200));
    });
  }
  for (const path of ["/mcp", "/metrics"]) {
    assert.equal(
      (await drained(fetch(`${served.url}${path}?token=a-token-of-thirty-two-characters`))).status,
      401,
    );
  }
});

Deno.test("methods that a path does not have are refused, and nothing is upgraded or tunnelled", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  for (
    const [method, path] of [["PUT", "/mcp"], ["POST", "/health"], ["DELETE", "/metrics"], ["TRACE", "/mcp"]]
  ) {
    const request = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    assert.equal(statusOf(await exchangeRaw(served.port, request)), 405, `${method} ${path}`);
  }
  assert.equal(
    statusOf(await exchangeRaw(served.port, "CONNECT pve:8006 HTTP/1.1\r\nHost: localhost\r\n\r\n")),
    0,
  );
  const upgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n";
  const answer = await exchangeRaw(served.port, `GET /health HTTP/1.1\r\nHost: localhost\r\n${upgrade}`);
  assert.notEqual(statusOf(answer), 101);
});

Deno.test("JSON that is deep, broken or no message gets an error and nothing else", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const bodies = [
    "[".repeat(1_000_000),
    `${"[".repeat(500_000)}${"]".repeat(500_000)}`,
    `{"jsonrpc":"2.0","id":1,"method":"nothing","params":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
    '{"jsonrpc":"2.0"',
    "null",
    "",
    '{"__proto__":{"isAdmin":true},"jsonrpc":"2.0","id":1,"method":"nothing"}',
  ];
  for (const body of bodies) {
    const answer = await fetch(`${served.url}/mcp`, { method: "POST", headers: mcpHeaders, body });
    assert.ok([200, 400, 500].includes(answer.status), `${answer.status} for ${body.slice(0, 40)}`);
    const text = await answer.text();
    assert.match(text, /"error"/, `${answer.status} ${text.slice(0, 200)} for ${body.slice(0, 60)}`);
    assert.equal(/\.ts|\.mjs|at /.test(text), false, text);
  }
  assert.equal((await drained(served.post(listRequest))).status, 200);
});
