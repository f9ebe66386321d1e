import assert from "node:assert/strict";
import { startCluster, tokenSettings } from "../../harness/cluster.ts";
import { findingsWith } from "./findings.ts";

Deno.test("a cluster without quorum is a failure", async () => {
  await using cluster = await startCluster();
  cluster.simulator.faults.loseQuorum();
  const quorum = (await findingsWith(cluster.environment)).get("quorum");
  assert.equal(quorum?.verdict, "failure");
  assert.match(quorum?.remedy ?? "", /pvecm status/);
});

Deno.test("a node whose clock is far ahead is worth a look", async () => {
  await using cluster = await startCluster();
  cluster.simulator.cluster.clock.now = () => Math.floor(Date.now() / 1000) + 600;
  const clock = (await findingsWith(cluster.environment)).get("clock");
  assert.equal(clock?.verdict, "warning");
  assert.match(clock?.text ?? "", /^pve1 is (?:599|600|601) s ahead of this machine$/);
});

Deno.test("a node that is away is named, and nothing is asked of it", async () => {
  await using cluster = await startCluster();
  cluster.simulator.faults.breakNode("pve3", "gone", { since: 400 });
  const found = await findingsWith(cluster.environment);
  assert.equal(found.get("nodes")?.text, "pve3 of 3 nodes is not online");
  assert.equal(found.get("storages")?.verdict, "ok");
  assert.equal(cluster.countRequests("GET", /^\/nodes\/pve3\//), 0);
});

Deno.test("tools that lack a privilege are named by what they lack, with the lines that grant it", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({
    ...cluster.environment,
    ...tokenSettings(cluster.simulator.logins.auditor),
  });
  const privileges = found.get("privileges");
  assert.equal(privileges?.verdict, "warning");
  assert.match(privileges?.text ?? "", /^\d+ of the \d+ tools that are on lack some:\n/);
  assert.match(privileges?.text ?? "", /^- VM\.PowerMgmt: vm_start /m);
  assert.match(privileges?.remedy ?? "", /^pveum acl modify \/vms --tokens 'auditor@pve!read' --roles \w+$/m);
  assert.match(privileges?.remedy ?? "", /--users 'auditor@pve'/);
});

Deno.test("tools that are off need no privilege", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({
    ...cluster.environment,
    ...tokenSettings(cluster.simulator.logins.auditor),
    PROXMOX_READ_ONLY: "true",
  });
  const privileges = found.get("privileges");
  // Guests' agents and nodes' logs are beyond the role PVEAuditor.
  assert.doesNotMatch(privileges?.text ?? "", /vm_start|snapshot_create/);
});

Deno.test("a login without any privilege gets the line that lets it look", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({
    ...cluster.environment,
    ...tokenSettings(cluster.simulator.logins.powerless),
  });
  assert.equal(found.get("privileges")?.verdict, "failure");
  assert.match(
    found.get("privileges")?.remedy ?? "",
    /^pveum acl modify \/ --tokens 'mcp@pve!bare' --roles PVEAuditor\n/,
  );
  assert.deepEqual(["clock", "quorum", "storages"].map((check) => found.get(check)?.verdict), [
    "skipped",
    "skipped",
    "skipped",
  ]);
});

Deno.test("a storage that does not answer in time is named, the others are not", async () => {
  await using cluster = await startCluster();
  const { requests } = cluster.simulator.faults;
  requests.next({ kind: "hang" }, { path: /^\/nodes\/pve2\/storage\/local\/status$/ }, 9);
  const found = await findingsWith({
    ...cluster.environment,
    PROXMOX_TIMEOUT: "1000",
    PROXMOX_RETRY_ATTEMPTS: "0",
  });
  const storages = found.get("storages");
  assert.equal(storages?.verdict, "warning");
  assert.match(storages?.text ?? "", /^local on pve2: .* within 1 s\.$/);
});

Deno.test("a storage that answers slowly is named with the time it took", async () => {
  await using cluster = await startCluster();
  const { faults } = cluster.simulator;
  const found = await findingsWith(cluster.environment, (check) => {
    faults.latency = check === "storages" ? 2100 : 0;
  });
  assert.match(found.get("storages")?.text ?? "", /^local on pve1 took 2\.\d s to answer$/m);
});

Deno.test("a VM whose agent is enabled and silent is named, one without an agent is not", async () => {
  await using cluster = await startCluster();
  const guest = cluster.simulator.cluster.guest(101);
  assert.ok(guest);
  guest.system.agent = false;
  const agents = (await findingsWith(cluster.environment)).get("guest agents");
  assert.equal(agents?.verdict, "warning");
  assert.match(agents?.text ?? "", /^101 \(web1\) does not answer/);
  assert.doesNotMatch(agents?.text ?? "", /114/);
});

Deno.test("an older release is asked about the privileges that it has", async () => {
  await using cluster = await startCluster({ version: "8.4" });
  const found = await findingsWith({ ...cluster.environment, PROXMOX_ALLOW_ELEVATED: "true" });
  assert.match(found.get("version")?.text ?? "", /^Proxmox VE 8\.4/);
  assert.equal(found.get("privileges")?.verdict, "ok");
});
