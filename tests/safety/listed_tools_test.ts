import assert from "node:assert/strict";
import { ConfigurationError } from "../../src/config/findings.ts";
import { allTools } from "../../src/tools/catalog.ts";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../harness/in_process.ts";
import { type Combination, combinations, settingsNamed } from "./switches.ts";

const sshLogin: Environment = {
  PROXMOX_SSH_USER: "root",
  PROXMOX_SSH_PASSWORD: "ssh-password",
  PROXMOX_SSH_HOST_KEY: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
};

/** The server that a combination makes, or the sentence with which it does not start. */
async function start(
  cluster: TestCluster,
  { settings }: Combination,
  login: Environment,
): Promise<InProcess | string> {
  try {
    return await serveInProcess({ ...cluster.environment, ...login, PROXMOX_TOOLSETS: "all", ...settings });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

async function listedNames(server: InProcess): Promise<readonly string[]> {
  return (await server.listTools()).map(({ name }) => name);
}

/** Which tools each combination lists: each list once, below it the combinations that make it. */
async function lists(cluster: TestCluster, login: Environment): Promise<Record<string, string[]>> {
  const combinationsByList: Record<string, string[]> = {};
  for (const combination of combinations) {
    const server = await start(cluster, combination, login);
    const list = typeof server === "string" ? server : (await listedNames(server)).join("\n");
    if (typeof server !== "string") await server[Symbol.asyncDispose]();
    (combinationsByList[list] ??= []).push(combination.name);
  }
  return combinationsByList;
}

for (const [what, login] of [["without", {}], ["with", sshLogin]] as const) {
  Deno.test(`each of the 32 combinations of the switches lists exactly its tools, ${what} an SSH login`, async (t) => {
    await using cluster = await startCluster();
    const found = await lists(cluster, login);
    assert.equal(Object.values(found).flat().length, 32);
    for (const [list, names] of Object.entries(found)) {
      await t.assertSnapshot({ combinations: names, tools: list.split("\n") });
    }
    assert.equal(cluster.simulator.requests.length, 0, "a list of tools needs no Proxmox");
  });
}

Deno.test("a call to an unlisted tool is refused before anything is sent, and the setting it names lists the tool", async () => {
  await using cluster = await startCluster();
  for (const combination of combinations) {
    const server = await start(cluster, combination, sshLogin);
    if (typeof server === "string") continue;
    const listed = new Set(await listedNames(server));
    const refusals = new Map<string, string>();
    for (const { name } of allTools.filter((tool) => !listed.has(tool.name))) {
      const { isError, text } = await server.call(name, { vmid: 101 });
      assert.ok(isError, `${name} ran with ${combination.name}`);
      refusals.set(name, text);
    }
    await server[Symbol.asyncDispose]();
    for (const [name, refusal] of refusals) {
      const named = settingsNamed(refusal);
      assert.notDeepEqual(named, {}, `${name} with ${combination.name}: ${refusal}`);
      assert.ok(
        (await namesListed(cluster, { ...combination.settings, ...named })).has(name),
        `${name} stays unlisted with ${combination.name} and ${JSON.stringify(named)}: ${refusal}`,
      );
    }
  }
  assert.equal(cluster.simulator.requests.length, 0);
});

const remembered = new Map<string, Promise<ReadonlySet<string>>>();

/** The tools that a server with these settings lists; asked once for each set of settings. */
function namesListed(cluster: TestCluster, settings: Environment): Promise<ReadonlySet<string>> {
  const key = JSON.stringify(Object.entries(settings).toSorted());
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const asked = (async () => {
    await using server = await serveInProcess({
      ...cluster.environment,
      ...sshLogin,
      PROXMOX_TOOLSETS: "all",
      ...settings,
    });
    return new Set(await listedNames(server));
  })();
  remembered.set(key, asked);
  return asked;
}

Deno.test("a tool kept out by a list is refused with the name of that list, and one that does not exist with the nearest", async (t) => {
  await using cluster = await startCluster();
  await using server = await serveInProcess({
    ...cluster.environment,
    PROXMOX_TOOLS: "proxmox_vm_*,proxmox_ct_list",
    PROXMOX_EXCLUDE_TOOLS: "proxmox_*_stop",
  });
  const listed = await listedNames(server);
  assert.ok(listed.includes("proxmox_vm_start") && listed.includes("proxmox_ct_list"));
  assert.deepEqual(
    listed.filter((name) => !/^proxmox_vm_|^proxmox_ct_list$/.test(name) || name.endsWith("_stop")),
    [],
  );
  for (
    const tool of ["proxmox_vm_stop", "proxmox_ct_start", "proxmox_api_call", "proxmox_vm_strat", "rm -rf /"]
  ) {
    const { isError, text } = await server.call(tool, { vmid: 101 });
    assert.ok(isError);
    await t.assertSnapshot(text);
  }
  assert.equal(cluster.simulator.requests.length, 0);
});
