import assert from "node:assert/strict";
import { isLoopback } from "../../../src/server/http/exposure.ts";
import { startCluster } from "../../harness/cluster.ts";
import { run } from "../../harness/run.ts";
import { serveHttp } from "./served.ts";

Deno.test("the server refuses to start on an address that others reach without authentication", async () => {
  await using cluster = await startCluster();
  const { code, stderr } = await run(["serve", "--http"], {
    environment: { ...cluster.environment, MCP_HTTP_HOST: "0.0.0.0", MCP_HTTP_PORT: "0" },
    directory: cluster.directory,
  });
  assert.equal(code, 1);
  assert.equal(
    stderr.trim(),
    "proxmox-mcp: MCP_HTTP_HOST is 0.0.0.0, which other machines can reach, and no authentication is set. Set " +
      "MCP_TOKEN_FILE (proxmox-mcp token add makes the file), MCP_AUTH_TOKEN or MCP_OAUTH_ISSUER, or listen on 127.0.0.1.",
  );
});

Deno.test("with a token it starts there", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, {
    MCP_HTTP_HOST: "0.0.0.0",
    MCP_AUTH_TOKEN: "a-token-of-thirty-two-characters",
  });
  const answer = await fetch(`${served.url}/mcp`, { method: "POST" });
  assert.equal(answer.status, 401);
  await answer.body?.cancel();
});

Deno.test("only addresses of this machine alone count as loopback", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"]) {
    assert.ok(isLoopback(host), host);
  }
  for (
    const host of [
      "0.0.0.0",
      "::",
      "192.168.1.5",
      "127.0.0.1.evil.example",
      "mcp.example",
      "localhost.example",
      "",
    ]
  ) {
    assert.equal(isLoopback(host), false, host);
  }
});

Deno.test("a port that is taken is said in one sentence", async () => {
  await using cluster = await startCluster();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await assert.rejects(serveHttp(cluster, { MCP_HTTP_PORT: String(taken.addr.port) }), {
    name: "ListenError",
    message: `Cannot listen on 127.0.0.1 port ${taken.addr.port}: another program has it.`,
  });
});
