import assert from "node:assert/strict";
import { join } from "node:path";
import { hashOf, writeTokens } from "../../../src/server/auth/token_file.ts";
import { startCluster, type TestCluster } from "../../harness/cluster.ts";
import { typesTheName } from "../../harness/human.ts";
import type { ToolClient } from "../../harness/tool_client.ts";
import { Balancer } from "./balancer.ts";
import { drained, type HttpServed, legacyAt, mcpHeaders, modernAt, serveHttp } from "./served.ts";

const deletion = { vmid: 101, name: "before-upgrade" };

function hasSnapshot({ simulator }: TestCluster): boolean {
  return simulator.cluster.guest(101)?.snapshots["before-upgrade"] !== undefined;
}

/** Asks for the deletion and returns the token of its preview. */
async function confirmationToken(client: ToolClient): Promise<string> {
  const { isError, text } = await client.call("proxmox_snapshot_delete", deletion);
  assert.equal(isError, false, text);
  return /confirm=(\S+)/.exec(text)?.[1] ?? assert.fail(text);
}

function countOfDeletions({ runtime }: HttpServed): number {
  return runtime.meter.durations.get("proxmox_snapshot_delete")?.count ?? 0;
}

Deno.test("a human behind a client of the 2026 era is asked over stateless HTTP", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  await using client = await served.modern(undefined, typesTheName);
  const reply = await client.call("proxmox_snapshot_delete", deletion);
  assert.equal(reply.isError, false, reply.text);
  assert.equal(hasSnapshot(cluster), false);
});

Deno.test("a client of the 2025 era gets a preview and a token over stateless HTTP", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  await using client = await served.legacy(undefined, () => assert.fail("nobody can be asked"));
  const confirm = await confirmationToken(client);
  assert.ok(hasSnapshot(cluster));
  const reply = await client.call("proxmox_snapshot_delete", { ...deletion, confirm });
  assert.equal(reply.isError, false, reply.text);
  assert.equal(hasSnapshot(cluster), false);
});

Deno.test("a human behind a client of the 2025 era is asked when sessions are on", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_SESSIONS: "true" });
  await using client = await served.legacy(undefined, typesTheName);
  const reply = await client.call("proxmox_snapshot_delete", deletion);
  assert.equal(reply.isError, false, reply.text);
  assert.equal(hasSnapshot(cluster), false);
});

Deno.test("a confirmation of one caller is worth nothing in the hands of another", async () => {
  await using cluster = await startCluster();
  const file = join(cluster.directory, "tokens.json");
  const created = new Date().toISOString();
  await writeTokens(
    file,
    ["alice", "mallory"].map((name) => ({
      name,
      hash: hashOf(name).toString("hex"),
      access: "destroy" as const,
      created,
    })),
  );
  await using served = await serveHttp(cluster, { MCP_TOKEN_FILE: file, PROXMOX_CONFIRM: "token" });
  await using alice = await served.modern("alice");
  await using mallory = await served.modern("mallory");
  const confirm = await confirmationToken(alice);
  const stolen = await mallory.call("proxmox_snapshot_delete", { ...deletion, confirm });
  assert.ok(stolen.isError);
  assert.match(stolen.text, /The confirmation is not valid|was for another call/);
  assert.ok(hasSnapshot(cluster));
  const own = await alice.call("proxmox_snapshot_delete", { ...deletion, confirm });
  assert.equal(own.isError, false, own.text);
});

Deno.test("a session belongs to the caller who began it, with the rights of then", async () => {
  await using cluster = await startCluster();
  const file = join(cluster.directory, "tokens.json");
  const created = new Date().toISOString();
  const token = (name: string, access: "read" | "write") => ({
    name,
    hash: hashOf(name).toString("hex"),
    access,
    created,
  });
  await writeTokens(file, [token("alice", "write"), token("mallory", "write")]);
  await using served = await serveHttp(cluster, { MCP_TOKEN_FILE: file, MCP_SESSIONS: "true" });
  const begun = await drained(served.post({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: { elicitation: {} },
      clientInfo: { name: "test", version: "1" },
    },
  }, { authorization: "Bearer alice" }));
  const session = begun.headers.get("mcp-session-id") ?? assert.fail("no session was begun");
  const list = async (caller: string): Promise<number> => {
    const headers = { authorization: `Bearer ${caller}`, "mcp-session-id": session };
    return (await drained(served.post({ jsonrpc: "2.0", id: 2, method: "tools/list" }, headers))).status;
  };
  assert.equal(await list("alice"), 200);
  assert.equal(await list("mallory"), 404);
  assert.equal(await list("nobody"), 401);
  await writeTokens(file, [token("alice", "read"), token("mallory", "write")]);
  assert.equal(await list("alice"), 404);
});

Deno.test("a client that cannot be asked gets no session, and a deleted session is gone", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_SESSIONS: "true" });
  const begin = async (capabilities: Readonly<Record<string, unknown>>): Promise<string | null> => {
    const params = {
      protocolVersion: "2025-11-25",
      capabilities,
      clientInfo: { name: "test", version: "1" },
    };
    const answer = await drained(served.post({ jsonrpc: "2.0", id: 1, method: "initialize", params }));
    assert.equal(answer.status, 200);
    return answer.headers.get("mcp-session-id");
  };
  assert.equal(await begin({}), null);
  const session = await begin({ elicitation: {} }) ?? assert.fail("no session was begun");
  const headers = { ...mcpHeaders, "mcp-session-id": session };
  const end = () => drained(fetch(`${served.url}/mcp`, { method: "DELETE", headers }));
  assert.equal((await end()).status, 200);
  assert.equal((await end()).status, 404);
});

for (const [era, connect] of [["2025", legacyAt], ["2026", modernAt]] as const) {
  Deno.test(`behind a balancer a client of the ${era} era confirms on one replica what another showed`, async () => {
    await using cluster = await startCluster();
    const key = { MCP_STATE_KEY: "the same key of the two replicas", PROXMOX_CONFIRM: "token" };
    await using first = await serveHttp(cluster, key);
    await using second = await serveHttp(cluster, key);
    await using balancer = new Balancer([first.url, second.url]);
    await using client = await connect(balancer.url);
    const confirm = await confirmationToken(client);
    const reply = await client.call("proxmox_snapshot_delete", { ...deletion, confirm });
    assert.equal(reply.isError, false, reply.text);
    assert.equal(hasSnapshot(cluster), false);
    assert.deepEqual([first, second].map(countOfDeletions), [1, 1]);
  });
}

Deno.test("behind a balancer a human's answer reaches another replica than the one that asked", async () => {
  await using cluster = await startCluster();
  const key = { MCP_STATE_KEY: "the same key of the two replicas" };
  await using first = await serveHttp(cluster, key);
  await using second = await serveHttp(cluster, key);
  await using balancer = new Balancer([first.url, second.url]);
  await using client = await modernAt(balancer.url, undefined, typesTheName);
  const reply = await client.call("proxmox_snapshot_delete", deletion);
  assert.equal(reply.isError, false, reply.text);
  assert.equal(hasSnapshot(cluster), false);
  assert.deepEqual([first, second].map(countOfDeletions), [1, 1]);
});

Deno.test("without a shared key one replica does not take what another showed", async () => {
  await using cluster = await startCluster();
  await using first = await serveHttp(cluster, { PROXMOX_CONFIRM: "token" });
  await using second = await serveHttp(cluster, { PROXMOX_CONFIRM: "token" });
  await using asked = await first.modern();
  await using told = await second.modern();
  const confirm = await confirmationToken(asked);
  const reply = await told.call("proxmox_snapshot_delete", { ...deletion, confirm });
  assert.ok(reply.isError);
  assert.ok(hasSnapshot(cluster));
});
