import assert from "node:assert/strict";
import { startCluster } from "../harness/cluster.ts";
import { serveHttp } from "../server/http/served.ts";
import { expectedOfFixture, expectedOfServer, fixtureFree } from "./expectations.ts";
import { openFixture } from "./fixture/server.ts";
import { failuresIn, type Revision, runSuite } from "./suite.ts";

const revisions: readonly Revision[] = ["2025-11-25", "2026-07-28"];

for (const revision of revisions) {
  Deno.test(`the server passes every fixture-free scenario of the official suite for ${revision}`, async () => {
    await using cluster = await startCluster();
    await using served = await serveHttp(cluster, { MCP_SESSIONS: "true" });
    const results = await runSuite(`${served.url}/mcp`, revision);
    const wanted = new Map(fixtureFree[revision].map((scenario) => [scenario, results.get(scenario) ?? []]));
    for (const [scenario, checks] of wanted) assert.notEqual(checks.length, 0, `${scenario} was not run`);
    const failures = failuresIn(wanted);
    assert.deepEqual(failures.filter((failure) => reasonFor(failure, expectedOfServer) === undefined), []);
    // A reason that is no longer needed must go.
    const excused = Object.keys(expectedOfServer).filter((entry) => wanted.has(entry.split(":", 1)[0] ?? ""));
    assert.deepEqual(excused.filter((entry) => !failures.some((failure) => failure.startsWith(entry))), []);
  });

  Deno.test(`a server of the suite's own features behind our HTTP code passes all of ${revision}`, async () => {
    const fixture = await openFixture();
    try {
      const results = await runSuite(`${fixture.url}/mcp`, revision);
      const failed = new Set(failuresIn(results).map((failure) => failure.split(":", 1)[0] ?? ""));
      const expected = Object.keys(expectedOfFixture).filter((scenario) => results.has(scenario));
      assert.deepEqual([...failed].sort(), expected.sort(), failuresIn(results).join("\n"));
      assert.ok(results.size > 30, `${results.size} scenarios were run`);
    } finally {
      await fixture.end(1000);
      await fixture.close();
    }
  });
}

function reasonFor(failure: string, expected: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(expected).find(([entry]) => failure.startsWith(`${entry}:`))?.[1];
}
