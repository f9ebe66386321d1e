import assert from "node:assert/strict";
import { join } from "node:path";
import { type Environment, startCluster, type TestCluster } from "../../harness/cluster.ts";
import { sshLogin } from "../../harness/ssh_login.ts";
import { findingsWith, inLines } from "./findings.ts";

const sshChecks = ["ssh", "host key", "ssh login", "sudo", "pct", "other nodes"];

/** A cluster with SSH, on whose nodes `least` may run `pct` by sudo and `guest` nothing. */
function clusterWithUsers(): Promise<TestCluster> {
  return startCluster({
    ssh: { users: { mcp: { sudo: "all" }, least: { sudo: ["/usr/sbin/pct"] }, guest: {} } },
  });
}

async function bothLogins(cluster: TestCluster, more: Environment = {}): Promise<Environment> {
  return { ...cluster.environment, ...await sshLogin(cluster), ...more };
}

Deno.test("with both logins everything is looked at, in the order of the way there", async () => {
  await using cluster = await startCluster({ ssh: true });
  const found = await findingsWith(await bothLogins(cluster));
  assert.deepEqual([...found.keys()], [
    ...[
      "host name",
      "port",
      "certificate",
      "login",
      "version",
      "nodes",
      "clock",
      "quorum",
      "privileges",
      "storages",
    ],
    ...["guest agents", ...sshChecks, "latency"],
  ]);
  assert.deepEqual([...found.values()].filter(({ verdict }) => verdict !== "ok"), []);
  assert.match(found.get("latency")?.text ?? "", /^\d+ ms a request by the API, \d+ ms by pvesh over SSH$/);
  assert.equal(found.get("other nodes")?.text, "pve2, pve3 directly");
});

Deno.test("with SSH alone the way over it comes first, and the cluster is asked by pvesh", async () => {
  await using cluster = await startCluster({ ssh: true });
  const found = await findingsWith({ ...cluster.address, ...await sshLogin(cluster) });
  assert.deepEqual([...found.keys()].slice(0, 8), ["api", ...sshChecks, "version"]);
  assert.equal(found.get("storages")?.verdict, "ok");
  assert.deepEqual(cluster.simulator.requests, []);
});

Deno.test("an SSH port on which nothing listens, or something else, ends the way there", async () => {
  await using cluster = await startCluster({ ssh: true });
  const closed = await findingsWith(await bothLogins(cluster, { PROXMOX_SSH_PORT: "1" }));
  assert.equal(closed.get("ssh")?.verdict, "failure");
  assert.match(closed.get("ssh")?.remedy ?? "", /systemctl status ssh/);
  assert.equal(closed.has("host key"), false);

  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const greeting = (async () => {
    using connection = await listener.accept();
    await connection.write(new TextEncoder().encode("220 mail.example ESMTP\r\n"));
  })();
  const other = await findingsWith(
    await bothLogins(cluster, {
      PROXMOX_SSH_HOST: "127.0.0.1",
      PROXMOX_SSH_PORT: String(listener.addr.port),
    }),
  );
  await greeting;
  listener.close();
  assert.match(other.get("ssh")?.text ?? "", /greets with 220 mail\.example ESMTP$/);
});

Deno.test("an unknown host key comes with the setting that trusts it, a changed one with a warning of who may be in between", async () => {
  await using cluster = await startCluster({ ssh: true });
  const known = join(cluster.directory, "known_hosts");
  const unknown = await findingsWith(
    await bothLogins(cluster, { PROXMOX_SSH_HOST_KEY: "", PROXMOX_SSH_KNOWN_HOSTS: known }),
  );
  const shown = Object.values(cluster.simulator.ssh?.nodes ?? {})[0]?.hostKeyFingerprint ?? "";
  assert.equal(unknown.get("ssh")?.verdict, "ok");
  assert.equal(unknown.get("host key")?.verdict, "failure");
  assert.ok(unknown.get("host key")?.remedy?.includes(`PROXMOX_SSH_HOST_KEY=${shown}`));
  assert.equal(unknown.has("ssh login"), false);

  const changed = await findingsWith(
    await bothLogins(cluster, { PROXMOX_SSH_HOST_KEY: `SHA256:${"A".repeat(43)}` }),
  );
  assert.match(changed.get("host key")?.text ?? "", /has changed/);
  assert.match(changed.get("host key")?.remedy ?? "", /Somebody may be in between/);
});

Deno.test("an SSH login that is refused says what the server would take, and shows no password", async () => {
  await using cluster = await startCluster({ ssh: { methods: ["password"] } });
  const found = await findingsWith(
    await bothLogins(cluster, { PROXMOX_SSH_KEY_PATH: "", PROXMOX_SSH_PASSWORD: "not-the-password" }),
  );
  assert.deepEqual([found.get("host key")?.verdict, found.get("ssh login")?.verdict], ["ok", "failure"]);
  assert.match(found.get("ssh login")?.text ?? "", /password/);
  assert.doesNotMatch(inLines(found).join("\n"), /not-the-password/);
  assert.equal(found.has("sudo"), false);
});

Deno.test("a user whom sudo lets do nothing gets the line for sudoers, and pct is not tried", async () => {
  await using cluster = await clusterWithUsers();
  const found = await findingsWith(await bothLogins(cluster, { PROXMOX_SSH_USER: "guest" }));
  assert.equal(found.get("sudo")?.verdict, "failure");
  assert.match(
    found.get("sudo")?.remedy ?? "",
    /^echo 'guest ALL=\(root\) NOPASSWD: \/usr\/sbin\/pct exec \*, .*, \/usr\/bin\/pvesh \*' > \/etc\/sudoers\.d\/proxmox-mcp/m,
  );
  assert.equal(found.has("pct"), false);
});

Deno.test("where SSH carries no requests, sudo needs no more of pvesh than where the nodes are", async () => {
  await using cluster = await clusterWithUsers();
  const found = await findingsWith(
    await bothLogins(cluster, { PROXMOX_SSH_USER: "least", PROXMOX_AUTO_WRITES: "api" }),
  );
  assert.equal(found.get("sudo")?.text, "does not let least run pvesh get /cluster/status");
  assert.match(found.get("sudo")?.remedy ?? "", /\/usr\/bin\/pvesh get \/cluster\/status \*'/);
});

Deno.test("a user who may sudo is as good as root", async () => {
  await using cluster = await clusterWithUsers();
  const found = await findingsWith(await bothLogins(cluster, { PROXMOX_SSH_USER: "mcp" }));
  assert.equal(found.get("sudo")?.text, "mcp may run pct and pvesh as root");
  assert.deepEqual(sshChecks.map((check) => found.get(check)?.verdict), sshChecks.map(() => "ok"));
});

Deno.test("what is asked of sudo is not run", async () => {
  await using cluster = await clusterWithUsers();
  const before = cluster.simulator.cluster.state.tasks.length;
  await findingsWith(await bothLogins(cluster, { PROXMOX_SSH_USER: "mcp" }));
  assert.equal(cluster.simulator.cluster.state.tasks.length, before);
});

Deno.test("a node that only the entry node reaches is told with the way there", async () => {
  await using cluster = await startCluster({ ssh: true });
  const environment = await bothLogins(cluster);
  const member = cluster.simulator.cluster.node("pve3");
  assert.ok(member);
  // Nothing listens there; the simulated entry node goes by the name.
  cluster.simulator.cluster.state.nodes.pve3 = { ...member, ip: "127.9.9.9" };
  const nodes = (await findingsWith(environment)).get("other nodes");
  assert.equal(nodes?.text, "pve2 directly; pve3 by way of pve1");
});
