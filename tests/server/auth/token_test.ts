import assert from "node:assert/strict";
import { join } from "node:path";
import { startCluster, temporaryDirectory, type TestCluster } from "../../harness/cluster.ts";
import { run } from "../../harness/run.ts";
import { bearer, drained, type HttpServed, listRequest, serveHttp } from "../http/served.ts";

/** Runs `proxmox-mcp token` on the file of a test. */
async function token(file: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(["token", ...args], { environment: { MCP_TOKEN_FILE: file } });
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

async function serveFor(
  cluster: TestCluster,
): Promise<{ readonly served: HttpServed; readonly file: string }> {
  const file = join(cluster.directory, "tokens.json");
  return { served: await serveHttp(cluster, { MCP_TOKEN_FILE: file, PROXMOX_CONFIRM: "token" }), file };
}

async function statusOf(served: HttpServed, header: Readonly<Record<string, string>>): Promise<number> {
  return (await drained(served.post(listRequest, header))).status;
}

Deno.test("a token works as soon as it is added and opens nothing once it is removed, without a restart", async () => {
  await using cluster = await startCluster();
  const { served, file } = await serveFor(cluster);
  await using _served = served;
  assert.equal(await statusOf(served, bearer("pxmcp_unknown")), 401);
  const secret = await token(file, "add", "alice");
  assert.equal(await statusOf(served, bearer(secret)), 200);
  assert.equal((await Deno.readTextFile(file)).includes(secret), false);
  if (Deno.build.os !== "windows") assert.equal((await Deno.stat(file)).mode, 0o100600);
  await token(file, "remove", "alice");
  assert.equal(await statusOf(served, bearer(secret)), 401);
});

Deno.test("the folder of the token file is made with the first token", async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, "of", "its", "own", "tokens.json");
  await token(file, "add", "alice");
  assert.match(await Deno.readTextFile(file), /"alice"/);
  await Deno.remove(directory, { recursive: true });
});

Deno.test("a reader and an operator share a server, each with their own tools and guests", async () => {
  await using cluster = await startCluster();
  const { served, file } = await serveFor(cluster);
  await using _served = served;
  const reader = await token(file, "add", "reader", "--access", "read");
  const operator = await token(file, "add", "operator", "--access", "write", "--guests", "101-103");
  await using looking = await served.modern(reader);
  await using working = await served.modern(operator);
  const names = async (client: typeof looking) => new Set((await client.listTools()).map(({ name }) => name));
  assert.equal((await names(looking)).has("proxmox_vm_start"), false);
  assert.equal((await names(working)).has("proxmox_vm_start"), true);
  assert.equal((await names(working)).has("proxmox_snapshot_delete"), false);
  assert.match((await looking.call("proxmox_vm_start", { vmid: 101 })).text, /beyond what reader may do/);
  assert.match((await working.call("proxmox_vm_start", { vmid: 104 })).text, /out of reach of operator/);
  assert.equal((await working.call("proxmox_vm_list")).text.includes("104"), false);
  assert.equal((await looking.call("proxmox_guest_find", { query: "104" })).text.includes("104"), true);
});

Deno.test("the audit log names the caller", async () => {
  await using cluster = await startCluster();
  const { served, file } = await serveFor(cluster);
  await using _served = served;
  const secret = await token(file, "add", "alice", "--access", "write");
  await using client = await served.modern(secret);
  const reply = await client.call("proxmox_snapshot_create", { vmid: 101, name: "by-alice" });
  assert.equal(reply.isError, false, reply.text);
  const lines = (await Deno.readTextFile(cluster.environment.PROXMOX_AUDIT_LOG ?? "")).trim().split("\n");
  const record: unknown = JSON.parse(lines.at(-1) ?? "");
  assert.deepEqual(pick(record, ["caller", "transport", "outcome"]), {
    caller: "alice",
    transport: "http",
    outcome: "ok",
  });
  assert.equal(lines.join().includes(secret), false);
});

Deno.test("an expired token is refused as expired", async () => {
  await using cluster = await startCluster();
  const { served, file } = await serveFor(cluster);
  await using _served = served;
  const secret = await token(file, "add", "brief", "--expires", "1m");
  const stored = await Deno.readTextFile(file);
  await Deno.writeTextFile(
    file,
    stored.replace(/"expires": "[^"]+"/, '"expires": "2020-01-01T00:00:00.000Z"'),
  );
  const answer = await served.post(listRequest, bearer(secret));
  assert.equal(answer.status, 401);
  assert.match(await answer.text(), /Token has expired/);
});

Deno.test("a broken file of tokens lets nobody in, and a mended one does again", async () => {
  await using cluster = await startCluster();
  const { served, file } = await serveFor(cluster);
  await using _served = served;
  const secret = await token(file, "add", "alice");
  const whole = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, whole.slice(0, -5));
  assert.equal(await statusOf(served, bearer(secret)), 401);
  await Deno.writeTextFile(file, whole);
  assert.equal(await statusOf(served, bearer(secret)), 200);
});

Deno.test("headers that hold no bearer token are refused", async (t) => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_AUTH_TOKEN: "a-token-of-thirty-two-characters" });
  const right = "a-token-of-thirty-two-characters";
  assert.equal(await statusOf(served, bearer(right)), 200);
  const wrong = [
    "",
    "Bearer",
    "Bearer ",
    `Basic ${right}`,
    right,
    `Bearer ${right}x`,
    `Bearer ${right.slice(1)}`,
  ];
  for (const authorization of wrong) {
    await t.step(JSON.stringify(authorization), async () => {
      assert.equal(await statusOf(served, authorization === "" ? {} : { authorization }), 401);
    });
  }
});

Deno.test("the client's token never reaches Proxmox", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_AUTH_TOKEN: "canary-of-the-client-0123456789" });
  await using client = await served.modern("canary-of-the-client-0123456789");
  await client.call("proxmox_cluster_status");
  assert.notEqual(cluster.simulator.requests.length, 0);
  assert.equal(JSON.stringify(cluster.simulator.requests).includes("canary"), false);
});

Deno.test("the token command says what is wrong with its arguments", async (t) => {
  const directory = await temporaryDirectory();
  const environment = { MCP_TOKEN_FILE: join(directory, "tokens.json") };
  const attempts = [
    ["add", "a/b"],
    ["add", "alice", "--access", "root"],
    ["add", "alice", "--guests", "x y"],
    ["add", "alice", "--expires", "3"],
    ["add", "MCP_AUTH_TOKEN"],
    ["remove", "nobody"],
    ["rename", "alice"],
    [],
  ];
  const said: string[] = [];
  for (const args of attempts) {
    const { code, stderr, stdout } = await run(["token", ...args], { environment });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    said.push(stderr.replaceAll(directory, "<directory>").trim());
  }
  const { code, stderr } = await run(["token", "list"]);
  assert.equal(code, 2);
  await t.assertSnapshot([...said, stderr.trim()]);
  await Deno.remove(directory, { recursive: true });
});

function pick(record: unknown, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(record)).filter(([key]) => keys.includes(key)));
}
