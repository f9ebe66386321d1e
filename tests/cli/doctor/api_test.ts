import assert from "node:assert/strict";
import { startCluster, tokenSettings } from "../../harness/cluster.ts";
import { sshLogin } from "../../harness/ssh_login.ts";
import { findingsWith, inLines } from "./findings.ts";

Deno.test("a host name that nobody knows ends the way to the API", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({ ...cluster.environment, PROXMOX_HOST: "nowhere.invalid" });
  assert.deepEqual([...found.keys()], ["host name", "ssh", "latency"]);
  assert.match(found.get("host name")?.text ?? "", /^nowhere\.invalid is not known here: /);
  assert.match(found.get("host name")?.remedy ?? "", /PROXMOX_HOST/);
});

Deno.test("a port on which nothing listens is told with what to look at on the node", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({ ...cluster.environment, PROXMOX_PORT: "1" });
  assert.deepEqual([...found.keys()], ["host name", "port", "ssh", "latency"]);
  assert.match(found.get("port")?.text ?? "", /:1 takes no connection: .*refused/i);
  assert.match(found.get("port")?.remedy ?? "", /systemctl status pveproxy/);
});

Deno.test("a certificate that is not trusted is told with the line that pins it, and nothing is asked of that server", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({ ...cluster.environment, PROXMOX_FINGERPRINT: "" });
  const certificate = found.get("certificate");
  assert.equal(certificate?.verdict, "failure");
  assert.match(
    certificate?.remedy ?? "",
    new RegExp(`^PROXMOX_FINGERPRINT=${cluster.simulator.fingerprint}$`, "m"),
  );
  assert.equal(found.has("login"), false);
  assert.deepEqual(cluster.simulator.requests, []);
});

Deno.test("a certificate that has changed is not covered up by a way round over SSH", async () => {
  await using cluster = await startCluster({ ssh: true });
  const found = await findingsWith({
    ...cluster.environment,
    ...await sshLogin(cluster),
    PROXMOX_FINGERPRINT: `${"AA:".repeat(31)}AA`,
  });
  assert.match(found.get("certificate")?.text ?? "", /is not the one that PROXMOX_FINGERPRINT pins/);
  assert.equal(found.get("pct")?.verdict, "ok");
  assert.match(found.get("latency")?.text ?? "", /^\d+ ms by pvesh over SSH$/);
});

Deno.test("a certificate that is not checked at all comes with the line that would pin it", async () => {
  await using cluster = await startCluster();
  const found = await findingsWith({
    ...cluster.environment,
    PROXMOX_FINGERPRINT: "",
    PROXMOX_VERIFY_SSL: "false",
  });
  assert.equal(found.get("certificate")?.verdict, "warning");
  assert.match(found.get("certificate")?.remedy ?? "", new RegExp(cluster.simulator.fingerprint));
  assert.equal(found.get("login")?.verdict, "ok");
});

Deno.test("an expired token, a wrong secret and a wrong password are failures of the login alone", async () => {
  await using cluster = await startCluster();
  const { expired, full, root } = cluster.simulator.logins;
  const trusted = { ...cluster.address, PROXMOX_FINGERPRINT: cluster.simulator.fingerprint };
  const logins = [
    tokenSettings(expired),
    tokenSettings({ ...full, secret: "00000000-0000-0000-0000-000000000000" }),
    { PROXMOX_USER: root.user, PROXMOX_PASSWORD: "wrong-password" },
  ];
  for (const login of logins) {
    const found = await findingsWith({ ...trusted, ...login });
    const [certificate, failed] = [found.get("certificate"), found.get("login")];
    assert.deepEqual([certificate?.verdict, failed?.verdict], ["ok", "failure"]);
    assert.notEqual(failed?.remedy ?? "", "");
    assert.equal(found.has("version"), false);
    assert.doesNotMatch(inLines(found).join("\n"), /wrong-password|00000000-0000/);
  }
});

Deno.test("a host that takes the connection and says nothing is asked once", async () => {
  await using cluster = await startCluster();
  // A second try would be answered.
  cluster.simulator.faults.requests.next({ kind: "hang" }, { path: /^\/version$/ }, 1);
  const found = await findingsWith({ ...cluster.environment, PROXMOX_TIMEOUT: "1000" });
  assert.match(found.get("login")?.text ?? "", /gave no answer within 1 s/);
});

Deno.test("one request tells how the certificate and the login are", async () => {
  await using cluster = await startCluster();
  const { expired } = cluster.simulator.logins;
  await findingsWith({ ...cluster.environment, ...tokenSettings(expired) });
  assert.equal(cluster.countRequests("GET", /^\/version$/), 1);
});
