import assert from "node:assert/strict";
import { join } from "node:path";
import { TaskState } from "@a2a-js/sdk";
import * as z from "zod";
import { hashOf, writeTokens } from "../../../src/server/auth/token_file.ts";
import { startCluster } from "../../harness/cluster.ts";
import { allTools } from "../../../src/tools/catalog.ts";
import { serveHttp } from "../http/served.ts";
import { callAgent, connectAgent, messageOf, resultText, statusText } from "./agent.ts";
import { cardSchema } from "./card_schema.ts";

Deno.test("the published card is an A2A 1.0 agent card and names the server's own address", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { MCP_AUTH_TOKEN: "a-token-of-thirty-two-characters" });
  const answer = await fetch(`${served.url}/.well-known/agent-card.json`);
  assert.equal(answer.status, 200);
  const card = cardSchema.parse(await answer.json());
  assert.deepEqual(card.supportedInterfaces.map(({ url }) => url), [
    `${served.url}/a2a`,
    `${served.url}/mcp`,
  ]);
  assert.deepEqual(Object.keys(card.securitySchemes ?? {}), ["token"]);
  assert.ok(card.skills.some(({ id }) => id === "core"));
  assert.equal(JSON.stringify(card).includes("a-token-of"), false);
});

Deno.test("the repository's card is one too, and examples in it are calls of tools that there are", async () => {
  const text = await Deno.readTextFile(new URL("../../../agent-card.json", import.meta.url));
  const { skills } = cardSchema.parse(JSON.parse(text));
  const names = new Set(allTools.map(({ name }) => name));
  const call = z.strictObject({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) });
  const calls = skills.flatMap(({ examples }) => examples ?? []).map((example) =>
    call.parse(JSON.parse(example))
  );
  assert.ok(calls.length >= skills.length);
  for (const { tool, arguments: given } of calls) {
    assert.ok(names.has(tool), tool);
    allTools.find(({ name }) => name === tool)?.prepare(given);
  }
});

Deno.test("an agent calls ry-ops' tools by their names, and finds them in the card, where their toolset is on", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { PROXMOX_TOOLSETS: "compat-ry-ops" });
  const card = cardSchema.parse(await (await fetch(`${served.url}/.well-known/agent-card.json`)).json());
  const skill = card.skills.find(({ id }) => id === "compat-ry-ops");
  assert.match(skill?.examples?.join("\n") ?? "", /^\{"tool":"list_nodes","arguments":\{\}\}\n/);
  const task = await callAgent(await connectAgent(served.url), "start_vm", { node: "pve1", vmid: 102 });
  assert.equal(task.status?.state, TaskState.TASK_STATE_COMPLETED);
  assert.match(resultText(task), /^VM 102 \(web2\) on pve1 is running/);
});

Deno.test("the A2A SDK's client fetches the card, calls a tool and gets its answer", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const client = await connectAgent(served.url);
  const task = await callAgent(client, "proxmox_ct_status", { vmid: 100 });
  assert.equal(task.status?.state, TaskState.TASK_STATE_COMPLETED);
  assert.match(resultText(task), /^CT 100 \(dns1\): running/);
  const again = await client.getTask({ tenant: "", id: task.id });
  assert.equal(resultText(again), resultText(task));
  const { tasks } = await client.listTasks({
    tenant: "",
    contextId: "",
    status: 0,
    pageToken: "",
    statusTimestampAfter: undefined,
  });
  assert.deepEqual(tasks.map(({ id }) => id), [task.id]);
});

Deno.test("a task of Proxmox is followed to its end, with progress on the way", async () => {
  await using cluster = await startCluster({ speed: 5 });
  await using served = await serveHttp(cluster);
  const client = await connectAgent(served.url);
  const call = { tool: "proxmox_snapshot_create", arguments: { vmid: 101, name: "by-agent", wait: 0 } };
  const states: TaskState[] = [];
  let result = "";
  for await (const { payload } of client.sendMessageStream(messageOf([call]))) {
    if (payload?.$case === "task") states.push(payload.value.status?.state ?? 0);
    if (payload?.$case === "statusUpdate") states.push(payload.value.status?.state ?? 0);
    if (payload?.$case === "artifactUpdate") {
      const [part] = payload.value.artifact?.parts ?? [];
      if (part?.content?.$case === "text") result = part.content.value;
    }
  }
  assert.equal(states[0], TaskState.TASK_STATE_WORKING);
  assert.ok(states.length > 2, states.join());
  assert.equal(states.at(-1), TaskState.TASK_STATE_COMPLETED);
  assert.match(result, /ended well: OK/);
});

Deno.test("a client that does not wait finds the outcome later", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const client = await connectAgent(served.url);
  let task = await callAgent(client, "proxmox_snapshot_create", { vmid: 101, name: "later" }, {
    returnImmediately: true,
  });
  assert.equal(task.status?.state, TaskState.TASK_STATE_WORKING);
  for await (const { payload } of client.resubscribeTask({ tenant: "", id: task.id })) {
    if (payload?.$case === "statusUpdate" && payload.value.status?.state !== TaskState.TASK_STATE_WORKING) {
      break;
    }
  }
  task = await client.getTask({ tenant: "", id: task.id });
  assert.equal(task.status?.state, TaskState.TASK_STATE_COMPLETED);
  assert.match(resultText(task), /Snapshot later of .* is made/);
});

Deno.test("a call that loses data is confirmed by the next message of its task", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const client = await connectAgent(served.url);
  const deletion = { vmid: 101, name: "before-upgrade" };
  const asked = await callAgent(client, "proxmox_snapshot_delete", deletion);
  assert.equal(asked.status?.state, TaskState.TASK_STATE_INPUT_REQUIRED);
  assert.match(statusText(asked), /Nothing was done yet/);
  assert.notEqual(cluster.simulator.cluster.guest(101)?.snapshots["before-upgrade"], undefined);
  const [, data] = asked.status?.message?.parts ?? [];
  const confirm: unknown = data?.content?.$case === "data" ? data.content.value.confirm : undefined;
  const done = await callAgent(client, "proxmox_snapshot_delete", { ...deletion, confirm }, {
    taskId: asked.id,
  });
  assert.equal(done.id, asked.id);
  assert.equal(done.status?.state, TaskState.TASK_STATE_COMPLETED, statusText(done));
  assert.equal(cluster.simulator.cluster.guest(101)?.snapshots["before-upgrade"], undefined);
});

Deno.test("calls that the policy refuses are rejected, and those that fail have failed", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster, { PROXMOX_READ_ONLY: "true" });
  const client = await connectAgent(served.url);
  const rejected = [
    await callAgent(client, "proxmox_vm_start", { vmid: 101 }),
    await callAgent(client, "proxmox_vm_status", { vmid: "none" }),
    await callAgent(client, "no_such_tool"),
  ];
  for (const task of rejected) {
    assert.equal(task.status?.state, TaskState.TASK_STATE_REJECTED, statusText(task));
  }
  const failed = await callAgent(client, "proxmox_vm_status", { vmid: 99_999 });
  assert.equal(failed.status?.state, TaskState.TASK_STATE_FAILED);
  assert.match(statusText(failed), /99999/);
  assert.equal(cluster.countRequests("POST", /./), 0);
});

Deno.test("a message without a call is told what one looks like", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const client = await connectAgent(served.url);
  for (const parts of [["start the web server"], [{ do: "it" }], [{ tool: "a" }, { tool: "b" }], []]) {
    const task = await client.sendMessage(messageOf(parts));
    assert.ok("status" in task);
    assert.equal(task.status?.state, TaskState.TASK_STATE_REJECTED);
    assert.match(
      statusText(task),
      /Send one data part such as \{"tool": "proxmox_cluster_status", "arguments": \{\}\}/,
    );
  }
});

Deno.test("a cancelled call ends, and the task in Proxmox goes on", async () => {
  await using cluster = await startCluster({ speed: 0.01 });
  await using served = await serveHttp(cluster);
  const client = await connectAgent(served.url);
  const task = await callAgent(client, "proxmox_snapshot_create", { vmid: 101, name: "slow" }, {
    returnImmediately: true,
  });
  const ended = await client.cancelTask({ tenant: "", id: task.id, metadata: undefined });
  assert.equal(ended.status?.state, TaskState.TASK_STATE_CANCELED);
  assert.match(statusText(ended), /A Proxmox task that had been started goes on/);
  while (served.serving.server.admission.running > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

Deno.test("callers have their own rights and their own tasks over A2A too", async () => {
  await using cluster = await startCluster();
  const file = join(cluster.directory, "tokens.json");
  const created = new Date().toISOString();
  await writeTokens(file, [
    { name: "reader", hash: hashOf("reader").toString("hex"), access: "read", created },
    { name: "operator", hash: hashOf("operator").toString("hex"), access: "write", created },
  ]);
  await using served = await serveHttp(cluster, { MCP_TOKEN_FILE: file });
  const [reader, operator] = [
    await connectAgent(served.url, "reader"),
    await connectAgent(served.url, "operator"),
  ];
  const refused = await callAgent(reader, "proxmox_snapshot_create", { vmid: 101, name: "no" });
  assert.equal(refused.status?.state, TaskState.TASK_STATE_REJECTED);
  const made = await callAgent(operator, "proxmox_snapshot_create", { vmid: 101, name: "yes" });
  assert.equal(made.status?.state, TaskState.TASK_STATE_COMPLETED);
  await assert.rejects(reader.getTask({ tenant: "", id: made.id }), /not found/i);
  const line = (await Deno.readTextFile(cluster.environment.PROXMOX_AUDIT_LOG ?? "")).trim().split("\n").at(
    -1,
  );
  assert.match(line ?? "", /"transport":"a2a".*"caller":"operator"/);
  const open = await fetch(`${served.url}/a2a`, { method: "POST", body: "{}" });
  assert.equal(open.status, 401);
  await open.body?.cancel();
});

Deno.test("what is no A2A request gets an error of JSON-RPC", async () => {
  await using cluster = await startCluster();
  await using served = await serveHttp(cluster);
  const post = async (body: string, headers: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await fetch(`${served.url}/a2a`, { method: "POST", body, headers });
    return `${answer.status} ${await answer.text()}`;
  };
  const json = { "content-type": "application/json", "a2a-version": "1.0" };
  assert.match(await post("{", json), /^200 .*"error"/);
  assert.match(await post("[]", json), /^200 .*"error"/);
  assert.match(await post('{"jsonrpc":"2.0","id":1,"method":"Nothing","params":{}}', json), /-32601/);
  assert.match(await post("{}", { ...json, "a2a-version": "0.1" }), /^200 .*version/i);
  assert.match(await post("{}", { "content-type": "text/plain" }), /^415 /);
});
