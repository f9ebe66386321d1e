import assert from "node:assert/strict";
import { type Environment, startCluster, temporaryDirectory, tokenSettings } from "../harness/cluster.ts";
import { serveInProcess } from "../harness/in_process.ts";
import { spawnModern } from "../harness/spawned.ts";

/** What a user reads when the first call of a freshly started server cannot reach Proxmox. */
async function firstFailure(environment: Environment): Promise<string> {
  const directory = await temporaryDirectory();
  try {
    await using client = await spawnModern({ environment, directory });
    const { text, isError } = await client.call("proxmox_node_list");
    assert.equal(isError, true, text);
    return text;
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The same from a server in this process, for what differs only in the certificate. */
async function failureInProcess(environment: Environment): Promise<string> {
  await using server = await serveInProcess(environment);
  const { text, isError } = await server.call("proxmox_node_list");
  assert.equal(isError, true, text);
  return text;
}

/** A port of this machine on which nothing listens. */
function closedPort(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return String(listener.addr.port);
}

Deno.test("a host name that does not exist is told with the setting to check", async () => {
  await using cluster = await startCluster();
  // Longer than DNS allows, so that no name server is asked.
  const host = `${"n".repeat(64)}.invalid`;
  const text = await firstFailure({ ...cluster.environment, PROXMOX_HOST: host });
  assert.match(text, /^The host name "n{64}\.invalid" .*cannot be found\. .*PROXMOX_HOST/);
});

Deno.test("a closed port is told with the address tried and what should listen there", async () => {
  await using cluster = await startCluster();
  const port = closedPort();
  const text = await firstFailure({ ...cluster.environment, PROXMOX_PORT: port });
  assert.match(
    text,
    new RegExp(`^127\\.0\\.0\\.1:${port} refuses the connection\\. .*PROXMOX_PORT.*pveproxy`),
  );
});

Deno.test("a host that accepts and stays silent is told apart from one that refuses", async () => {
  await using cluster = await startCluster();
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = silent.addr;
  const text = await firstFailure({
    ...cluster.environment,
    PROXMOX_PORT: String(port),
    PROXMOX_TIMEOUT: "300",
  });
  assert.match(
    text,
    new RegExp(`^127\\.0\\.0\\.1:${port} gave no answer within 0\\.3 s\\. .*firewall.*PROXMOX_TIMEOUT`),
  );
});

Deno.test("a server that does not speak TLS is told as one", async () => {
  await using cluster = await startCluster();
  await using plain = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("hello"),
  );
  const text = await failureInProcess({ ...cluster.environment, PROXMOX_PORT: String(plain.addr.port) });
  assert.match(text, /answers, but not in HTTPS\. .*pveproxy, usually 8006/);
});

Deno.test("a self-signed certificate is told with its fingerprint and the one line that trusts it, and the line works", async () => {
  await using cluster = await startCluster({ certificate: "self-signed" });
  const { fingerprint, logins } = cluster.simulator;
  const untrusted = { ...cluster.address, ...tokenSettings(logins.full) };
  const text = await firstFailure(untrusted);
  assert.match(text, /self-signed/);
  const line = /^PROXMOX_FINGERPRINT=(\S+)$/m.exec(text)?.[1] ?? "";
  assert.equal(line, fingerprint);
  await using client = await spawnModern({
    environment: { ...untrusted, PROXMOX_FINGERPRINT: line },
    directory: cluster.directory,
  });
  assert.match((await client.call("proxmox_node_list")).text, /3 nodes, 3 online/);
});

Deno.test("a certificate of an unknown authority is told with the fingerprint and the authority to copy", async () => {
  await using cluster = await startCluster();
  const text = await failureInProcess({
    ...cluster.address,
    ...tokenSettings(cluster.simulator.logins.full),
  });
  assert.match(text, /signed by "Proxmox Virtual Environment", which this machine does not know/);
  assert.ok(text.includes(`\nPROXMOX_FINGERPRINT=${cluster.simulator.fingerprint}\n`), text);
  assert.match(text, /PROXMOX_CA_FILE=.*pve-root-ca\.pem/);
});

Deno.test("a certificate that is not the pinned one is told with both fingerprints and a warning, and nothing is sent", async () => {
  await using cluster = await startCluster();
  await using other = await startCluster();
  const pinned = other.simulator.fingerprint;
  const text = await failureInProcess({ ...cluster.environment, PROXMOX_FINGERPRINT: pinned });
  assert.ok(text.includes(pinned) && text.includes(cluster.simulator.fingerprint), text);
  assert.match(text, /do not trust it/);
  assert.deepEqual(cluster.simulator.requests, []);
});

Deno.test("an expired certificate is told with its date and how a new one is made", async () => {
  await using cluster = await startCluster({ certificate: "expired" });
  const text = await failureInProcess({
    ...cluster.address,
    ...tokenSettings(cluster.simulator.logins.full),
    PROXMOX_CA_FILE: await cluster.caFile(),
  });
  assert.match(text, /expired on \w+ \d+ .*pvecm updatecerts/s);
  assert.ok(text.endsWith(`PROXMOX_FINGERPRINT=${cluster.simulator.fingerprint}`), text);
});
