import assert from "node:assert/strict";
import { startCluster } from "../../harness/cluster.ts";
import { serveInProcess } from "../../harness/in_process.ts";
import { sshLogin } from "../../harness/ssh_login.ts";

Deno.test("a command follows its container to the node that has it now, and eight of them do not ask for all of the cluster eight times", async () => {
  await using cluster = await startCluster({ ssh: true });
  await using server = await serveInProcess({ ...cluster.environment, ...await sshLogin(cluster) });
  const hostname = async (): Promise<string> => {
    const { text } = await server.call("proxmox_ct_exec", { vmid: 100, command: "hostname" });
    return text;
  };
  const lists = () => cluster.countRequests("GET", /^\/cluster\/resources$/);
  const answers = await Promise.all(Array.from({ length: 8 }, hostname));
  for (const answer of answers) assert.match(answer, /^CT 100 \(dns1\) on pve1: exit code 0\n.*\n\| dns1$/);
  // One list is used for three seconds.
  assert.ok(lists() < 4, `asked for all of the cluster ${lists()} times`);
  const container = cluster.simulator.cluster.guest(100);
  assert.ok(container !== undefined);
  container.node = "pve2";
  assert.match(await hostname(), /^CT 100 \(dns1\) on pve2: exit code 0\n.*\n\| dns1$/);
});
