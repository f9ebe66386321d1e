import assert from "node:assert/strict";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { sshLogin } from "../harness/ssh_login.ts";
import { chapters, Story } from "./story.ts";

/** What of a cluster a story may change, as text: guests, volumes, pools, accounts, grants, HA. */
function remains({ simulator }: TestCluster): unknown {
  const { state } = simulator.cluster;
  return JSON.parse(JSON.stringify({
    guests: simulator.cluster.guests().map(({ vmid }) => vmid),
    volumes: Object.values(state.storages).map(({ volumes }) => volumes.map(({ name }) => name)),
    pools: state.pools,
    users: Object.keys(state.users),
    roles: state.roles,
    acl: state.acl,
    ha: state.haResources,
  }));
}

async function tellOn(t: Deno.TestContext, cluster: TestCluster, settings: Environment): Promise<void> {
  const before = remains(cluster);
  await using server = await serveInProcess({ ...settings, PROXMOX_TOOLSETS: "all" });
  const story = new Story(cluster.simulator, server);
  for (const { name, tell } of chapters) {
    if (!await t.step(name, () => tell(story))) return;
  }
  assert.deepEqual(remains(cluster), before);
}

for (const version of ["9.2", "8.4"] as const) {
  Deno.test(`a project lives from its first user to its last guest, over the REST API of ${version}`, async (t) => {
    await using cluster = await startCluster({ speed: 1000, version });
    await tellOn(t, cluster, cluster.environment);
  });
}

Deno.test("the same project lives over SSH alone, by pvesh", async (t) => {
  await using cluster = await startCluster({ speed: 1000, ssh: true });
  const { PROXMOX_AUDIT_LOG = "" } = cluster.address;
  await tellOn(t, cluster, {
    ...await sshLogin(cluster),
    PROXMOX_AUDIT_LOG,
    PROXMOX_RATE_LIMIT: "0",
    PROXMOX_DEFAULT_TRANSPORT: "ssh",
    PROXMOX_HOST: cluster.simulator.hostname,
  });
  assert.equal(cluster.countRequests("POST", /./), 0, "nothing went over REST");
});
