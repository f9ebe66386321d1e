import assert from "node:assert/strict";
import { join } from "node:path";
import * as z from "zod";
import { startCluster, type TestCluster } from "../../harness/cluster.ts";
import { run } from "../../harness/run.ts";

const foundSchema = z.array(z.strictObject({
  cluster: z.string(),
  check: z.string(),
  verdict: z.enum(["ok", "warning", "failure", "skipped"]),
  text: z.string().min(1),
  remedy: z.string().min(1).optional(),
}));

function doctor(cluster: TestCluster, environment: Readonly<Record<string, string>>, ...args: string[]) {
  return run(["doctor", ...args], {
    environment: { ...cluster.environment, ...environment },
    directory: cluster.directory,
  });
}

Deno.test("doctor ends with 0 where all is well", async () => {
  await using cluster = await startCluster();
  const { code, stdout, stderr } = await doctor(cluster, {});
  assert.deepEqual([code, stderr], [0, ""], stdout);
  assert.match(stdout, /^✓ settings {5}1 cluster; \d+ tools on\n/);
  assert.match(stdout, /\n✓ certificate {2}trusted by its fingerprint\n✓ login {8}token root@pam!full\n/);
  assert.match(stdout, /\nAll is well\.\n$/);
});

Deno.test("doctor ends with 2 where something does not work, and marks the line that mends it", async () => {
  await using cluster = await startCluster();
  const { code, stdout } = await doctor(cluster, {
    PROXMOX_SSH_USER: "root",
    PROXMOX_SSH_PASSWORD: "never-shown",
    PROXMOX_DEFAULT_TRANSPORT: "api",
    PROXMOX_SSH_PORT: "1",
  });
  assert.equal(code, 2, stdout);
  assert.match(stdout, /\n! settings {5}An SSH login is set, but I_ACCEPT_RISKS is not/);
  assert.match(stdout, /\n✗ ssh .*\n {15}→ Check PROXMOX_SSH_PORT/);
  assert.match(stdout, /\n1 thing to mend, 1 thing worth a look\.\n$/);
  assert.doesNotMatch(stdout, /never-shown/);
});

Deno.test("doctor reports mistakes in the settings like everything else", async () => {
  await using cluster = await startCluster();
  const { code, stdout } = await doctor(cluster, { PROXMOX_HOST: "", PROXMOX_PORT: "abc" });
  assert.equal(code, 2);
  assert.equal(stdout.match(/^✗ settings /gm)?.length, 2);
});

Deno.test("doctor --json prints every finding, for programs", async () => {
  await using cluster = await startCluster();
  const { code, stdout } = await doctor(cluster, { PROXMOX_FINGERPRINT: "" }, "--json");
  assert.equal(code, 2);
  const found = foundSchema.parse(JSON.parse(stdout));
  assert.deepEqual(found.map(({ check, verdict }) => `${check} ${verdict}`), [
    ...["settings ok", "host name ok", "port ok", "certificate failure", "ssh skipped", "latency skipped"],
  ]);
});

Deno.test("doctor looks at each of several clusters under its name", async () => {
  await using one = await startCluster();
  await using other = await startCluster({ version: "8.4" });
  const clusters = Object.fromEntries(
    Object.entries({ home: one, work: other }).map(([name, { simulator }]) => [name, {
      host: simulator.hostname,
      port: simulator.port,
      fingerprint: simulator.fingerprint,
      apiTokenId: simulator.logins.full.tokenId,
      apiTokenSecret: simulator.logins.full.secret,
    }]),
  );
  const file = join(one.directory, "proxmox-config.json");
  await Deno.writeTextFile(file, JSON.stringify({ clusters }), { mode: 0o600 });
  const { code, stdout } = await run(["doctor"], { directory: one.directory });
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    /^✓ settings {5}2 clusters; [^]*\nhome\n✓ host name [^]*VE 9\.2[^]*\nwork\n✓ host name [^]*VE 8\.4/,
  );
});

Deno.test("doctor refuses words that it does not know", async () => {
  const { code, stderr } = await run(["doctor", "--fix"]);
  assert.equal(code, 2);
  assert.match(stderr, /doctor does not know "--fix"/);
});
