import assert from "node:assert/strict";
import { startCluster } from "../../harness/cluster.ts";
import { exchangeRaw, statusOf } from "./raw.ts";
import { listRequest, serveHttp } from "./served.ts";

Deno.test("requests that name a foreign host are refused, whatever the path", async (t) => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_ALLOWED_HOSTS: "mcp.example" });
  const ask = async (host: string, path = "/mcp") =>
    statusOf(await exchangeRaw(served.port, `GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`));
  const foreign = [
    "Host: evil.example\r\n",
    "Host: localhost.evil.example\r\n",
    "Host: localhost@evil.example\r\n",
    "Host: 127.0.0.1.evil.example\r\n",
    "Host: 10.0.0.1\r\n",
    "Host: [::2]\r\n",
    "Host:\r\n",
    "Host: localhost, evil.example\r\n",
    "Host: evil.example\r\nHost: localhost\r\n",
    "Host: evil.example\r\nX-Forwarded-Host: localhost\r\n",
  ];
  for (const host of foreign) {
    for (const path of ["/mcp", "/health", "/metrics", "/nothing"]) {
      await t.step(
        `${JSON.stringify(host)} ${path}`,
        async () => assert.ok([400, 403].includes(await ask(host, path))),
      );
    }
  }
  assert.equal(await ask("", "/health"), 400);
  for (
    const own of [
      "localhost",
      "localhost:1",
      "127.0.0.1:8000",
      "[::1]:9",
      "LOCALHOST",
      "mcp.example",
      "mcp.example:443",
    ]
  ) {
    assert.equal(await ask(`Host: ${own}\r\n`, "/health"), 200, own);
  }
});

Deno.test("requests of foreign pages are refused, those of allowed ones may be read by them", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {
    MCP_ALLOWED_ORIGINS: "https://chat.example",
    MCP_PUBLIC_URL: "https://mcp.example",
  });
  const foreign = [
    "https://evil.example",
    "null",
    "http://chat.example",
    "https://chat.example.evil.example",
    "https://chat.example:8443",
    "file://",
    "http://localhost.evil.example",
    "x",
  ];
  for (const origin of foreign) {
    const answer = await served.post(listRequest, { origin });
    assert.equal(answer.status, 403, origin);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
    await answer.body?.cancel();
    const preflight = await fetch(`${served.url}/mcp`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    assert.equal(preflight.status, 403, origin);
    await preflight.body?.cancel();
  }
  for (
    const origin of [
      "https://chat.example",
      "https://mcp.example",
      "http://localhost:6274",
      "http://127.0.0.1",
    ]
  ) {
    const answer = await served.post(listRequest, { origin });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("access-control-allow-origin"), origin);
    await answer.body?.cancel();
  }
});
