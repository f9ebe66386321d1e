import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { quietSettings, startCluster, type TestCluster } from "../harness/cluster.ts";
import { spawnModern } from "../harness/spawned.ts";

function clusterSection({ simulator }: TestCluster) {
  return {
    host: simulator.hostname,
    port: simulator.port,
    fingerprint: simulator.fingerprint,
    apiTokenId: simulator.logins.full.tokenId,
    apiTokenSecret: simulator.logins.full.secret,
  };
}

const schemaWithCluster = z.object({
  properties: z.object({ cluster: z.object({ enum: z.array(z.string()) }) }),
  required: z.array(z.string()),
});

Deno.test("with several clusters every tool takes cluster=, and each call goes to the one that is named", async (t) => {
  await using office = await startCluster();
  await using lab = await startCluster({ seed: "large", guests: 20, nodes: 2 });
  const file = join(office.directory, "proxmox-config.json");
  const config = { clusters: { office: clusterSection(office), lab: clusterSection(lab) } };
  await Deno.writeTextFile(file, JSON.stringify(config), { mode: 0o600 });
  await using client = await spawnModern({
    directory: office.directory,
    environment: quietSettings(office.directory),
  });

  await t.step("the list says so", async () => {
    for (const { name, inputSchema } of await client.listTools()) {
      if (name === "proxmox_cluster_choices") continue;
      const schema = schemaWithCluster.parse(inputSchema);
      assert.deepEqual(schema.properties.cluster.enum, ["office", "lab"], name);
      assert.ok(schema.required.includes("cluster"), name);
    }
    assert.match(client.instructions ?? "", /Clusters: office, lab; every tool takes cluster=\./);
  });
  await t.step("calls go where they should", async () => {
    const nodes = async (cluster: string) => (await client.call("proxmox_node_list", { cluster })).text;
    assert.match(await nodes("office"), /^3 nodes/);
    assert.match(await nodes("lab"), /^2 nodes/);
  });
  await t.step("resources have the cluster in their address", async () => {
    const { resources } = await client.sdk.listResources();
    assert.ok(resources.some(({ uri }) => uri === "proxmox://nodes?cluster=lab"));
    const read = async (uri: string) => JSON.stringify((await client.sdk.readResource({ uri })).contents);
    assert.match(await read("proxmox://nodes?cluster=lab"), /"2 nodes/);
    assert.match(await read("proxmox://vms/101?cluster=office"), /web1/);
    const { completion } = await client.sdk.complete({
      ref: { type: "ref/resource", uri: "proxmox://nodes/{node}{?cluster}" },
      argument: { name: "node", value: "" },
      context: { arguments: { cluster: "office" } },
    });
    assert.deepEqual(completion.values, ["pve1", "pve2", "pve3"]);
  });
  await t.step("without a name nothing is guessed", async () => {
    const { text, isError } = await client.call("proxmox_node_list");
    assert.equal(isError, true);
    assert.match(text, /cluster is missing.*office, lab/);
  });
  await t.step("a wrong name is told with the nearest one", async () => {
    const { text, isError } = await client.call("proxmox_node_list", { cluster: "ofice" });
    assert.equal(isError, true);
    assert.match(text, /no cluster "ofice"\. Did you mean office\?/);
  });
});

Deno.test("with one cluster no tool has a cluster argument", async () => {
  await using cluster = await startCluster();
  await using client = await spawnModern(cluster);
  for (const { name, inputSchema } of await client.listTools()) {
    assert.doesNotMatch(JSON.stringify(inputSchema), /"cluster"/, name);
  }
  assert.match((await client.call("proxmox_node_list", { clustr: "x" })).text, /no argument "clustr"/);
});
