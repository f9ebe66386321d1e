import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { permissions } from "../../../src/cli/permissions.ts";
import { startCluster, type TestCluster } from "../../harness/cluster.ts";
import { accessOf, clusterOptions, type Newcomer, newcomer, steady } from "./newcomer.ts";

const password = { PROXMOX_PASSWORD: "simulator" };
const clients = {
  ".cursor": null,
  ".codex/config.toml": `model = "gpt-5"\n`,
  ".claude.json": `{ "numStartups": 3 }`,
};

async function setUp(
  person: Newcomer,
  cluster: TestCluster,
  more: readonly string[],
  environment: Readonly<Record<string, string>> = password,
) {
  return await person.run(["setup", "--yes", ...clusterOptions(cluster), ...more], environment);
}

async function settings(person: Newcomer): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(join(person.settings, "proxmox-config.json")));
}

Deno.test("setup makes a role, a user and a token, writes the settings, tells the clients, and undo takes all away", async (t) => {
  await using cluster = await startCluster();
  await using person = await newcomer(clients);
  const before = { access: accessOf(cluster), files: await person.files() };

  const made = await setUp(person, cluster, ["--access", "operate"]);
  assert.deepEqual([made.code, made.stderr], [0, ""], made.stdout);
  await t.assertSnapshot(steady(made.stdout, person, cluster), "what setup says");
  assert.doesNotMatch(made.stdout, /[0-9a-f]{8}-[0-9a-f]{4}-/, "no secret is shown");
  await t.assertSnapshot(
    steady(JSON.stringify(await settings(person), null, 2), person, cluster),
    "the settings",
  );
  const { users, acl, roles } = cluster.simulator.cluster.state;
  assert.deepEqual(users["proxmox-mcp@pve"]?.tokens["assistant"]?.privsep, true);
  await t.assertSnapshot(
    [roles["MCPOperate"], acl.filter(({ ugid }) => ugid.startsWith("proxmox-mcp@pve"))],
    "what is granted",
  );
  for (const [path, text] of Object.entries(await person.files())) {
    assert.ok(!text.includes('simulator"'), `${path} holds the password`);
    if (path.includes("proxmox-mcp/") && Deno.build.os !== "windows") {
      assert.equal(((await Deno.stat(person.at(path))).mode ?? 0) & 0o777, 0o600, path);
    }
  }

  const listed = await person.run(["call", "vm_list"]);
  assert.match(listed.stdout, /101 +.*web1/, listed.stderr);

  const undone = await person.run(["setup", "--undo", "--yes"], password);
  assert.deepEqual([undone.code, undone.stderr], [0, ""]);
  await t.assertSnapshot(steady(undone.stdout, person, cluster), "what undo says");
  assert.deepEqual(accessOf(cluster), before.access);
  assert.deepEqual(await person.files(), before.files);
});

Deno.test("a token for looking may look, and Proxmox itself refuses it everything else", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer({});
  const { code, stderr } = await setUp(person, cluster, ["--access", "look"]);
  assert.equal(code, 0, stderr);
  assert.equal((await settings(person)).readOnly, true);
  const { apiTokenId, apiTokenSecret } = await settings(person);
  const url = `${cluster.simulator.url}/api2/json/nodes/pve1/qemu/101/status/stop`;
  const client = Deno.createHttpClient({ caCerts: [cluster.simulator.caPem] });
  const headers = { Authorization: `PVEAPIToken=${apiTokenId}=${apiTokenSecret}` };
  const stopped = await fetch(url, { method: "POST", headers, client });
  await stopped.body?.cancel();
  client.close();
  assert.equal(stopped.status, 403);
  const doctor = await person.run(["doctor"]);
  assert.match(doctor.stdout, /✓ privileges +enough for all \d+ tools that are on/);
});

Deno.test("before 9.0, where one privilege stands for all that the guest agent does, only who may run commands gets it", async () => {
  await using cluster = await startCluster({ version: "8.4" });
  await using person = await newcomer({});
  const looking = await setUp(person, cluster, ["--access", "everything"]);
  assert.equal(looking.code, 0, looking.stderr);
  assert.doesNotMatch(looking.stdout, /VM\.Monitor|VM\.GuestAgent|Permissions\.Modify|User\.Modify/);
  const ssh = ["--ssh", "--ssh-host-key", `SHA256:${"A".repeat(43)}`];
  const running = await setUp(person, cluster, ["--access", "operate", ...ssh]);
  assert.equal(running.code, 0, running.stderr);
  assert.match(running.stdout, /pveum role add MCPOperate --privs '[^']*VM\.Monitor/);
});

Deno.test("a second factor is answered by the environment, and a wrong one changes nothing", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer({});
  const before = accessOf(cluster);
  const alice = ["--user", "alice@pve", "--access", "look"];
  const secret = { PROXMOX_PASSWORD: "simulator-tfa" };
  const without = await setUp(person, cluster, alice, secret);
  assert.equal(without.code, 2);
  assert.match(without.stderr, /second factor.*PROXMOX_SETUP_CODE/);
  const wrong = await setUp(person, cluster, alice, { ...secret, PROXMOX_SETUP_CODE: "999999" });
  assert.equal(wrong.code, 1);
  assert.deepEqual([accessOf(cluster), await person.files()], [before, {}]);
  const right = await setUp(person, cluster, alice, { ...secret, PROXMOX_SETUP_CODE: "123456" });
  assert.equal(right.code, 0, right.stderr);
});

Deno.test("a wrong password, a wrong fingerprint and a missing answer change nothing and are told", async (t) => {
  await using cluster = await startCluster();
  await using person = await newcomer(clients);
  const before = [accessOf(cluster), await person.files()];
  const other = cluster.simulator.fingerprint.replace(/^../, (pair) => pair === "00" ? "11" : "00");
  const host = `${cluster.simulator.hostname}:${cluster.simulator.port}`;
  const failures = [
    await setUp(person, cluster, ["--access", "look"], { PROXMOX_PASSWORD: "wrong" }),
    await setUp(person, cluster, ["--access", "look", "--fingerprint", other]),
    await setUp(person, cluster, []),
    await person.run(["setup", "--yes", "--host", host], password),
    await person.run(["setup", "--host", host], password),
    await person.run(["setup", "--yes", "--host", host, "--password", "simulator"]),
    await person.run(["setup", "--yes", "--host", host, "--access", "root", "--clients", "emacs"]),
    await person.run(["setup", "--undo", "--yes"]),
  ];
  await t.assertSnapshot(
    failures.map(({ code, stderr }) =>
      `${code} ${steady(stderr, person, cluster).replaceAll(other, "OTHER")}`
    ).join(""),
  );
  assert.deepEqual([accessOf(cluster), await person.files()], before);
});

Deno.test("a login without the rights is told which it lacks, and the lines for somebody who has them", async (t) => {
  await using cluster = await startCluster();
  await using person = await newcomer({});
  const auditor = cluster.simulator.cluster.state.users["auditor@pve"];
  assert.ok(auditor);
  auditor.password = "looking-only";
  const before = accessOf(cluster);
  const refused = await setUp(person, cluster, ["--user", "auditor@pve", "--access", "operate"], {
    PROXMOX_PASSWORD: "looking-only",
  });
  assert.equal(refused.code, 1);
  await t.assertSnapshot(steady(refused.stderr, person, cluster));
  assert.deepEqual([accessOf(cluster), await person.files()], [before, {}]);
});

Deno.test({
  name: "when the settings cannot be written, the token, the user and the role are taken away again",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using cluster = await startCluster();
    await using person = await newcomer({});
    await Deno.symlink(person.at("nowhere"), person.at("dangling"));
    const before = accessOf(cluster);
    const config = person.at("dangling/proxmox-config.json");
    const failed = await setUp(person, cluster, ["--access", "look", "--config", config]);
    assert.equal(failed.code, 1);
    assert.equal(cluster.countRequests("POST", /\/token\//), 1, "a token was made");
    assert.deepEqual(accessOf(cluster), before);
  },
});

Deno.test("a token that is there is used as it is, and the environment is printed instead of a file on request", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer(clients);
  const before = [accessOf(cluster), await person.files()];
  const { tokenId, secret } = cluster.simulator.logins.auditor;
  await Deno.writeTextFile(person.at("state-secret"), `${secret}\n`);
  const { code, stdout, stderr } = await setUp(person, cluster, [
    ...[
      "--token-id",
      tokenId,
      "--token-secret-file",
      person.at("state-secret"),
      "--access",
      "look",
      "--print-env",
    ],
  ], {});
  assert.equal(code, 0, stderr);
  const lines = stdout.split("\n").filter((line) => line.startsWith("export "));
  const environment = Object.fromEntries(
    lines.map((line) => line.replace("export ", "").split("=")).map((
      [name, ...rest],
    ) => [name, rest.join("=").replaceAll("'", "")]),
  );
  assert.equal(environment.PROXMOX_API_TOKEN_SECRET, secret);
  assert.match((await person.run(["call", "vm_list"], environment)).stdout, /web1/);
  await Deno.remove(person.at("state-secret"));
  const files = await person.files();
  assert.deepEqual([accessOf(cluster), files[".claude.json"], files[".cursor/mcp.json"]], [
    before[0],
    clients[".claude.json"],
    undefined,
  ]);
});

Deno.test("a second setup replaces the token of the first, and undo goes back to before both", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer({
    ...clients,
    "own/proxmox-config.json": `{ "host": "old.example" }`,
  });
  const before = [accessOf(cluster), await person.files()];
  const own = ["--config", person.at("own/proxmox-config.json")];
  assert.equal((await setUp(person, cluster, ["--access", "look", ...own])).code, 0);
  const second = await setUp(person, cluster, ["--access", "everything", ...own]);
  assert.match(second.stdout, /The token of the earlier setup is removed: proxmox-mcp@pve!assistant\./);
  assert.deepEqual(Object.keys(cluster.simulator.cluster.state.users["proxmox-mcp@pve"]?.tokens ?? {}), [
    "assistant2",
  ]);
  const undone = await person.run(["setup", "--undo", "--yes", ...own], password);
  assert.equal(undone.code, 0, undone.stderr);
  assert.deepEqual([accessOf(cluster), await person.files()], before);
});

Deno.test("undo without the cluster cleans this machine and shows the lines for the rest", async (t) => {
  await using person = await newcomer(clients);
  const before = await person.files();
  const cluster = await startCluster();
  {
    await using _ = cluster;
    assert.equal((await setUp(person, cluster, ["--access", "look"])).code, 0);
  }
  const { code, stdout, stderr } = await person.run(["setup", "--undo", "--yes"], password);
  assert.equal(code, 0);
  await t.assertSnapshot(steady(`${stdout}${stderr}`, person, cluster));
  assert.deepEqual(await person.files(), before);
});

Deno.test("with an SSH key the assistant runs commands in containers, and changes stay on the API", async () => {
  await using cluster = await startCluster({ ssh: true });
  await using person = await newcomer({});
  const { ssh } = cluster.simulator;
  const [entry] = Object.values(ssh?.nodes ?? {});
  assert.ok(ssh && entry);
  await Deno.writeTextFile(person.at("id"), ssh.clientPrivateKeyPem, { mode: 0o600 });
  const keys = ["--ssh-key", person.at("id"), "--ssh-host", `${entry.host}:${entry.port}`];
  const options = ["--access", "operate", ...keys];
  const unknown = await setUp(person, cluster, options);
  assert.equal(unknown.code, 2);
  assert.match(
    unknown.stderr,
    new RegExp(`it needs --ssh-host-key ${entry.hostKeyFingerprint.replaceAll("+", "\\+")}`),
  );
  const { code, stderr, stdout } = await setUp(person, cluster, [
    ...options,
    "--ssh-host-key",
    entry.hostKeyFingerprint,
  ]);
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /ssh login: root is let in; sudo: not needed by root; pct: runs, and lists \d containers/,
  );
  const { autoWrites, iAcceptRisks } = await settings(person);
  assert.deepEqual([autoWrites, iAcceptRisks], ["api", true]);
  const ran = await person.run(["call", "ct_exec", "vmid=100", "command=hostname"]);
  assert.match(ran.stdout, /dns1/, ran.stderr);
});

Deno.test("a new SSH key is made for its user alone, with the line that lets it in, and undo removes it", async () => {
  await using cluster = await startCluster({ ssh: true });
  await using person = await newcomer({});
  const [entry] = Object.values(cluster.simulator.ssh?.nodes ?? {});
  assert.ok(entry);
  const address = ["--ssh-host", `${entry.host}:${entry.port}`, "--ssh-host-key", entry.hostKeyFingerprint];
  const { code, stdout, stderr } = await setUp(person, cluster, ["--access", "operate", "--ssh", ...address]);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /ssh -p \d+ root@\S+ 'mkdir -p ~\/\.ssh && echo .*ssh-ed25519 \S+ proxmox-mcp.* >> ~\/\.ssh\/authorized_keys'/,
  );
  assert.match(stderr, /key is not let in yet/);
  const key = join(person.settings, "id_ed25519");
  if (Deno.build.os !== "windows") assert.equal(((await Deno.stat(key)).mode ?? 0) & 0o777, 0o600);
  assert.match(await Deno.readTextFile(key), /BEGIN OPENSSH PRIVATE KEY/);
  assert.equal((await person.run(["setup", "--undo", "--yes"], password)).code, 0);
  assert.deepEqual(await person.files(), {});
});

Deno.test("a certificate that the system vouches for is not pinned, so that it can be renewed", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer({});
  await Deno.mkdir(person.at("state"));
  await Deno.writeTextFile(person.at("state/ca.pem"), cluster.simulator.caPem);
  const host = ["--host", `${cluster.simulator.hostname}:${cluster.simulator.port}`, "--user", "root@pam"];
  const { code, stdout, stderr } = await person.run(["setup", "--yes", ...host, "--access", "look"], {
    ...password,
    DENO_CERT: person.at("state/ca.pem"),
  });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /this system vouches for its certificate/);
  assert.equal((await settings(person)).fingerprint, undefined);
});

Deno.test("settings that somebody changed are copied by a further setup, and undo does not remove them", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer({});
  const config = join(person.settings, "proxmox-config.json");
  const edit = async () => {
    const edited = JSON.stringify({ ...await settings(person), logLevel: "warn" });
    await Deno.writeTextFile(config, edited);
    return edited;
  };
  assert.equal((await setUp(person, cluster, ["--access", "look"])).code, 0);
  const edited = await edit();
  assert.equal((await setUp(person, cluster, ["--access", "look"])).code, 0);
  assert.ok(
    Object.entries(await person.files()).some(([path, text]) => path.endsWith(".bak") && text === edited),
  );
  const again = await edit();
  const undone = await person.run(["setup", "--undo", "--yes"], password);
  assert.equal(undone.code, 0);
  assert.match(undone.stderr, /was changed since setup wrote it, and stays/);
  assert.equal(await Deno.readTextFile(config), again);
});

Deno.test("with the environment printed, undo leaves a configuration alone that setup did not write", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer({ "own/proxmox-config.json": `{ "host": "old.example" }` });
  const before = [accessOf(cluster), await person.files()];
  const own = ["--config", person.at("own/proxmox-config.json")];
  assert.equal((await setUp(person, cluster, ["--access", "look", "--print-env", ...own])).code, 0);
  assert.equal((await person.run(["setup", "--undo", "--yes", ...own], password)).code, 0);
  assert.deepEqual([accessOf(cluster), await person.files()], before);
});

Deno.test("a client that is named is told even where nothing of it is there yet, and no other", async () => {
  await using cluster = await startCluster();
  await using person = await newcomer(clients);
  assert.equal((await setUp(person, cluster, ["--access", "look", "--clients", "gemini,zed"])).code, 0);
  const files = await person.files();
  assert.ok(files[".gemini/settings.json"]?.includes("proxmox") && files[".cursor/mcp.json"] === undefined);
  assert.equal(files[".codex/config.toml"], clients[".codex/config.toml"]);
});

Deno.test("setup needs no more permissions than the binary has", async () => {
  await using cluster = await startCluster({ ssh: true });
  await using person = await newcomer(clients);
  const [entry] = Object.values(cluster.simulator.ssh?.nodes ?? {});
  assert.ok(entry);
  const ssh = [
    "--ssh",
    "--ssh-host",
    `${entry.host}:${entry.port}`,
    "--ssh-host-key",
    entry.hostKeyFingerprint,
  ];
  const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));
  const start = async (args: readonly string[]) => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", ...permissions, main, "setup", "--yes", ...args],
      env: { ...person.environment, ...password },
      cwd: person.home,
      stdin: "null",
      signal: AbortSignal.timeout(60_000),
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
  };
  await start([...clusterOptions(cluster), "--access", "operate", ...ssh]);
  await start(["--undo"]);
});
