import assert from "node:assert/strict";
import { usualLimits } from "../../../src/server/http/listener.ts";
import { startCluster } from "../../harness/cluster.ts";
import { connectRaw, exchangeRaw, headerLines, type RawConnection, statusOf } from "./raw.ts";
import { drained, listRequest, mcpHeaders, serveHttp } from "./served.ts";

const quick = { ...usualLimits, headerTime: 400, requestTime: 600, idleTime: 300, stallTime: 400 };

Deno.test("bodies that come slowly or stop are dropped", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${
    headerLines(mcpHeaders)
  }Content-Length: 1000\r\n\r\n`;
  using stopped = await connectRaw(served.port);
  await stopped.say(`${head}{"jsonrpc"`);
  using slow = await connectRaw(served.port);
  await slow.say(head);
  const dripping = drip(slow, "x");
  assert.ok([0, 408].includes(statusOf(await stopped.ended)));
  assert.ok([0, 408].includes(statusOf(await slow.ended)));
  await dripping;
  assert.equal(served.serving.server.admission.running, 0);
});

Deno.test("headers that come slowly, stop or never begin are dropped", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  using silent = await connectRaw(served.port);
  using stopped = await connectRaw(served.port);
  await stopped.say("POST /mcp HTTP/1.1\r\nHost: local");
  using slow = await connectRaw(served.port);
  await slow.say("POST /mcp HTTP/1.1\r\n");
  const dripping = drip(slow, "X-A: b\r\n");
  for (const connection of [silent, stopped, slow]) {
    assert.ok([0, 408].includes(statusOf(await connection.ended)));
  }
  await dripping;
});

Deno.test("a connection that is kept after its answer is closed when nothing more comes", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  using kept = await connectRaw(served.port);
  await kept.say("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert.equal(statusOf(await kept.ended), 200);
});

Deno.test("a client that does not take its answers is cut off", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  const body = JSON.stringify(listRequest);
  const head = `POST /mcp HTTP/1.1\r\nHost: localhost\r\n${headerLines(mcpHeaders)}`;
  const request = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: served.port });
  // Asked for many times and never read: the buffers of the system fill up, and then the server has to wait.
  await connection.write(new TextEncoder().encode(request.repeat(2000))).catch(() => 0);
  while (served.serving.server.connections > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  connection.close();
});

Deno.test("header bombs are refused", async (t) => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: quick });
  const many = Array.from({ length: 20_000 }, (_, index) => `X-${index}: a\r\n`).join("");
  const bombs: Readonly<Record<string, string>> = {
    "one header of a megabyte": `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${
      "a".repeat(1_000_000)
    }\r\n\r\n`,
    "twenty thousand headers": `GET /health HTTP/1.1\r\nHost: localhost\r\n${many}\r\n`,
    "a path of a megabyte": `GET /${"a".repeat(1_000_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    "a header without an end": `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${"a".repeat(1_000_000)}`,
    "two lengths": "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    "length and chunks":
      "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "no HTTP": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
  };
  for (const [name, bomb] of Object.entries(bombs)) {
    await t.step(name, async () => {
      assert.ok([0, 400, 431].includes(statusOf(await exchangeRaw(served.port, bomb))));
    });
  }
  assert.equal((await drained(fetch(`${served.url}/health`))).status, 200);
});

Deno.test("ten thousand idle connections keep nobody out", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {}, { limits: { ...usualLimits, connections: 200 } });
  const crowd: RawConnection[] = [];
  for (let round = 0; round < 100; round++) {
    crowd.push(...await Promise.all(Array.from({ length: 100 }, () => connectRaw(served.port))));
    // Nobody keeps the sockets of connections that the server has closed.
    if (round % 10 === 0) assert.equal((await drained(served.post(listRequest))).status, 200);
  }
  assert.ok(served.serving.server.connections <= 200);
  assert.equal((await drained(served.post(listRequest))).status, 200);
  assert.ok(crowd.filter(({ isOpen }) => isOpen).length <= 300);
  for (const connection of crowd) connection[Symbol.dispose]();
  await Promise.all(crowd.map(({ ended }) => ended));
});

/** Says a little of something again and again until the server has had enough. */
async function drip(connection: RawConnection, drop: string): Promise<void> {
  while (connection.isOpen && await connection.say(drop)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
