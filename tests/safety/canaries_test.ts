import assert from "node:assert/strict";
import { join } from "node:path";
import * as z from "zod";
import { resources } from "../../src/resources/catalog.ts";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { type ServerProcess, spawnRaw } from "../harness/server_process.ts";
import { sshLogin } from "../harness/ssh_login.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { Canaries, stateWithCanaries } from "./canaries.ts";
import { everyTool, everyToolset } from "./every_tool.ts";
import { generatedArguments } from "./generated_arguments.ts";
import { Random } from "./random.ts";
import { leftBehind, logSettings } from "./left_behind.ts";
import { readPaths } from "./read_paths.ts";
import { type World, worldOf } from "./world.ts";

/** Everything is allowed, so that every tool shows all that it can. */
const open: Environment = {
  PROXMOX_CONFIRM: "off",
  PROXMOX_ALLOW_ELEVATED: "true",
  I_ACCEPT_RISKS: "true",
  ENABLE_HOST_EXEC: "true",
  PROXMOX_TOOLSETS: everyToolset,
};

/** Calls that read all there is: every path by the generic tool, every other tool several times. */
function* callsOn(world: World): Generator<readonly [tool: string, args: Arguments]> {
  for (const path of readPaths(world)) {
    yield ["proxmox_api_read", { path, limit: 1000 }];
  }
  yield ["proxmox_api_read", {
    path: "/nodes/pve1/qemu/101/agent/file-read",
    parameters: { file: "/root/.ssh/id_ed25519" },
  }];
  yield ["proxmox_api_read", { path: "/nodes/pve1/qemu/101/cloudinit/dump", parameters: { type: "user" } }];
  yield ["proxmox_api_read", {
    path: "/nodes/pve1/vzdump/extractconfig",
    parameters: { volume: world.volumes.find((id) => id.startsWith("pbs:backup")) },
  }];
  yield ["proxmox_api_call", { method: "POST", path: "/access/users/bob@pve/token/fresh" }];
  yield ["proxmox_api_call", {
    method: "POST",
    path: "/access/ticket",
    parameters: { username: "root@pam", password: "wrong-password" },
  }];
  for (const tool of everyTool.filter(({ needs }) => needs === undefined)) {
    const random = Random.of(5, tool.name);
    for (let call = 0; call < 2; call++) yield [tool.name, generatedArguments(tool, random, world)];
  }
}

const callAnswer = z.object({
  result: z.object({ content: z.array(z.looseObject({ text: z.string().optional() })) }).optional(),
});

/** Makes every call and returns how many of them were answered with something. */
async function callAll(server: ServerProcess, world: World): Promise<number> {
  let answered = 0;
  for (const [name, args] of callsOn(world)) {
    const message = await server.ask("tools/call", {
      name,
      arguments: args,
      _meta: { progressToken: answered },
    });
    const text = callAnswer.parse(message).result?.content.map((part) => part.text ?? "").join("") ?? "";
    if (text.length > 0) answered += 1;
  }
  return answered;
}

function assertClean(canaries: Canaries, found: Readonly<Record<string, string>>): void {
  for (const [place, text] of Object.entries(found)) {
    assert.deepEqual(canaries.foundIn(text), [], `secrets in ${place}`);
    assert.doesNotMatch(text, /PVE:\w+@\w+:[0-9A-F]{8}::/, `a ticket in ${place}`);
  }
}

async function clusterWithCanaries(canaries: Canaries): Promise<TestCluster> {
  return await startCluster({ state: stateWithCanaries(canaries) });
}

Deno.test("no secret of the configuration or the cluster is in any answer, log, error, audit line or command line", async () => {
  const canaries = new Canaries();
  await using cluster = await clusterWithCanaries(canaries);
  const keyFile = join(cluster.directory, "id_ed25519");
  await Deno.writeTextFile(
    keyFile,
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${
      canaries.make("the SSH key itself")
    }\n-----END OPENSSH PRIVATE KEY-----\n`,
  );
  await using server = spawnRaw({
    directory: cluster.directory,
    environment: {
      ...cluster.environment,
      ...open,
      ...logSettings(cluster),
      MCP_AUTH_TOKEN: canaries.make("MCP_AUTH_TOKEN"),
      MCP_STATE_KEY: canaries.make(
        "MCP_STATE_KEY",
        (mark) => `canary-${mark}-long-enough-to-be-a-key-of-seals`,
      ),
      PROXMOX_SSH_HOST: "127.0.0.1",
      PROXMOX_SSH_PORT: "1",
      PROXMOX_SSH_USER: "root",
      PROXMOX_SSH_KEY_PATH: keyFile,
      PROXMOX_SSH_KEY_PASSPHRASE: canaries.make("PROXMOX_SSH_KEY_PASSPHRASE"),
      PROXMOX_SSH_PASSWORD: canaries.make("PROXMOX_SSH_PASSWORD"),
      PROXMOX_DEFAULT_TRANSPORT: "api",
    },
  });
  await server.initialize();
  const answered = await callAll(server, worldOf(cluster.simulator));
  assert.ok(answered > 200, `only ${answered} calls were answered`);
  for (const tool of everyTool.filter(({ needs }) => needs === "ssh")) {
    await server.ask("tools/call", {
      name: tool.name,
      arguments: { vmid: 100, node: "pve1", command: "id", path: "/etc/passwd" },
    });
  }
  for (const { uri } of resources.filter(({ variables }) => variables === undefined)) {
    await server.ask("resources/read", { uri });
  }
  for (const vmid of [101, 102]) await server.ask("resources/read", { uri: `proxmox://vms/${vmid}/config` });
  const fresh = cluster.simulator.cluster.state.users["bob@pve"]?.tokens["fresh"];
  assert.ok(fresh !== undefined, "no token was made");
  canaries.add("the token that was just made", fresh.secret);
  assertClean(canaries, await leftBehind(cluster, server));
});

Deno.test("no secret of the configuration or the cluster is in any trace of a server that works over SSH alone, nor in a command line on a node", async () => {
  const canaries = new Canaries();
  await using cluster = await startCluster({ state: stateWithCanaries(canaries), ssh: true, speed: 1000 });
  const ssh = cluster.simulator.ssh ?? assert.fail("the cluster was started without SSH");
  canaries.add("PROXMOX_SSH_PASSWORD", ssh.password);
  await using server = spawnRaw({
    directory: cluster.directory,
    environment: {
      ...cluster.address,
      ...open,
      ...logSettings(cluster),
      ...await sshLogin(cluster),
      PROXMOX_SSH_KEY_PATH: "",
      PROXMOX_SSH_PASSWORD: ssh.password,
      PROXMOX_DEFAULT_TRANSPORT: "ssh",
    },
  });
  await server.initialize();
  const world = worldOf(cluster.simulator);
  for (const path of readPaths(world)) {
    await server.ask("tools/call", { name: "proxmox_api_read", arguments: { path, limit: 1000 } });
  }
  for (const tool of everyTool.filter(({ access }) => access === "read")) {
    const args = generatedArguments(tool, Random.of(6, tool.name), world);
    await server.ask("tools/call", { name: tool.name, arguments: args });
  }
  const commands: readonly (readonly [tool: string, args: Arguments])[] = [
    ["proxmox_ct_exec", { vmid: 100, command: "cat /root/.ssh/id_ed25519; env" }],
    ["proxmox_host_exec", { node: "pve1", command: "cat /etc/hosts; env" }],
    ["proxmox_guest_pull", { vmid: 100, path: "/root/.ssh/id_ed25519" }],
  ];
  for (const [name, args] of commands) await server.ask("tools/call", { name, arguments: args });
  assertClean(canaries, {
    ...await leftBehind(cluster, server),
    "the nodes' command lines": ssh.commands.join("\n"),
  });
  assert.ok(ssh.commands.length > 200, `only ${ssh.commands.length} commands`);
});

Deno.test("no password, ticket or CSRF token of a login by password is in any trace of the server", async () => {
  const canaries = new Canaries();
  await using cluster = await clusterWithCanaries(canaries);
  const { user, password } = cluster.simulator.logins.root;
  await using server = spawnRaw({
    directory: cluster.directory,
    environment: {
      ...cluster.address,
      ...open,
      ...logSettings(cluster),
      PROXMOX_FINGERPRINT: cluster.simulator.fingerprint,
      PROXMOX_USER: user,
      PROXMOX_PASSWORD: password,
    },
  });
  await server.initialize();
  for (
    const [name, args] of [
      ["proxmox_cluster_status", {}],
      ["proxmox_vm_start", { vmid: 102, wait: 0 }],
      ["proxmox_api_call", {
        method: "POST",
        path: "/access/ticket",
        parameters: { username: user, password },
      }],
      ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/101/vncproxy" }],
    ]
  ) await server.ask("tools/call", { name, arguments: args });
  assertClean(canaries, await leftBehind(cluster, server));
});

Deno.test("errors of the login and the connection name no secret", async () => {
  const canaries = new Canaries();
  await using cluster = await clusterWithCanaries(canaries);
  const wrong: readonly Environment[] = [
    { PROXMOX_API_TOKEN_SECRET: canaries.uuid("a wrong token secret") },
    {
      PROXMOX_API_TOKEN_ID: `root@pam!full=${canaries.uuid("a secret within the id")}`,
      PROXMOX_API_TOKEN_SECRET: "",
    },
    {
      PROXMOX_API_TOKEN_ID: "",
      PROXMOX_API_TOKEN_SECRET: "",
      PROXMOX_USER: "root@pam",
      PROXMOX_PASSWORD: canaries.make("a wrong password"),
    },
    { PROXMOX_FINGERPRINT: "AA:".repeat(31) + "AA" },
    { PROXMOX_PORT: "1" },
  ];
  for (const [index, environment] of wrong.entries()) {
    await using server = spawnRaw({
      directory: cluster.directory,
      environment: {
        ...cluster.environment,
        ...open,
        ...logSettings(cluster),
        ...environment,
      },
    });
    await server.initialize();
    const message = await server.ask("tools/call", { name: "proxmox_cluster_status", arguments: {} });
    assert.match(JSON.stringify(message), /"isError":true/, `attempt ${index} did not fail`);
    assertClean(canaries, await leftBehind(cluster, server));
  }
});
