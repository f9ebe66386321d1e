import assert from "node:assert/strict";
import { startCluster, type TestCluster } from "../../harness/cluster.ts";
import { hasTmux } from "../../harness/terminal.ts";
import { accessOf, clusterOptions, type Newcomer, newcomer } from "./newcomer.ts";
import { Person } from "./person.ts";

const clients = { ".cursor": null, ".codex/config.toml": `model = "gpt-5"\n` };
const questions = {
  host: /Where is Proxmox VE\?/,
  certificate: /Is it the same\?/,
  user: /Who may make a user and a token there\?/,
  password: /Password of root@pam/,
  level: /What shall the assistant be able to do\?/,
  ssh: /Also run commands in guests\?/,
  clients: /Which of these are to know the server\?/,
  last: /Do all this\?/,
};

/** A test that drives setup in a terminal; left out where there is no tmux. */
function terminalTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name: `${name} (left out without tmux)`, ignore: !hasTmux, fn });
}

function addressOf({ simulator }: TestCluster): string {
  return `${simulator.hostname}:${simulator.port}`;
}

/** Everything that setup must leave alone when it is given up. */
async function untouched(cluster: TestCluster, someone: Newcomer): Promise<unknown> {
  return [accessOf(cluster), await someone.files()];
}

terminalTest("from nothing to a listed VM in at most six key presses beside host and password", async (t) => {
  await using cluster = await startCluster();
  await using someone = await newcomer(clients);
  await using person = await Person.start(someone, cluster);
  await person.answer(questions.host, addressOf(cluster));
  await person.decide(questions.certificate, "y");
  await person.decide(questions.user, "Enter");
  await person.answer(questions.password, "simulator");
  await person.decide(questions.level, "Enter");
  await person.decide(questions.clients, "Enter");
  await person.decide(questions.last, "Enter");
  assert.equal(await person.terminal.ended(), 0);
  const screen = await person.steadyScreen();
  assert.match(screen, /101 {2}VM {2}web1 {2}running/);
  assert.ok(person.decisions <= 6, `${person.decisions} key presses`);
  assert.doesNotMatch(screen, /simulator|[0-9a-f]{8}-[0-9a-f]{4}-/, "neither password nor secret is shown");
  await t.assertSnapshot(screen);
  assert.match((await someone.run(["call", "vm_list"])).stdout, /web1/);
});

terminalTest("a wrong password is said and asked again", async (t) => {
  await using cluster = await startCluster();
  await using someone = await newcomer({});
  await using person = await Person.start(someone, cluster, [...clusterOptions(cluster), "--access", "look"]);
  await person.answer(questions.password, "wrong");
  await person.terminal.shows(/does not accept the login of root@pam/);
  await person.decide(questions.user, "Enter");
  await person.answer(questions.password, "simulator");
  await person.decide(questions.last, "Enter");
  assert.equal(await person.terminal.ended(), 0);
  await t.assertSnapshot(await person.steadyScreen());
});

terminalTest("a host that does not answer is said and asked again", async (t) => {
  await using cluster = await startCluster();
  await using someone = await newcomer({});
  await using person = await Person.start(someone, cluster);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await person.answer(questions.host, `127.0.0.1:${port}`);
  await person.terminal.shows(/refuses the connection/);
  await person.answer(questions.host, addressOf(cluster));
  await person.asked(questions.certificate);
  await person.terminal.press("C-c");
  assert.equal(await person.terminal.ended(), 1);
  await t.assertSnapshot((await person.steadyScreen()).replaceAll(String(port), "CLOSED"));
});

terminalTest(
  "a certificate that changed since the last setup is warned of, and Enter does not trust it",
  async (t) => {
    await using someone = await newcomer({});
    const first = await startCluster();
    const { port } = first.simulator;
    const setUp = ["setup", "--yes", ...clusterOptions(first), "--access", "look"];
    assert.equal((await someone.run(setUp, { PROXMOX_PASSWORD: "simulator" })).code, 0);
    const pinned = first.simulator.fingerprint;
    await first[Symbol.asyncDispose]();
    await using cluster = await startCluster({ port });
    const before = await untouched(cluster, someone);
    await using person = await Person.start(someone, cluster);
    await person.answer(questions.host, addressOf(cluster));
    await person.decide(/Is this the node's new certificate\?/, "Enter");
    assert.equal(await person.terminal.ended(), 1);
    await t.assertSnapshot((await person.steadyScreen()).replaceAll(pinned, "PINNED"));
    assert.deepEqual(await untouched(cluster, someone), before);
  },
);

terminalTest(
  "without the right to make roles nothing is begun, and the lines for somebody else are shown",
  async (t) => {
    await using cluster = await startCluster();
    await using someone = await newcomer(clients);
    const auditor = cluster.simulator.cluster.state.users["auditor@pve"];
    assert.ok(auditor);
    auditor.password = "looking-only";
    const before = await untouched(cluster, someone);
    const options = ["--host", addressOf(cluster), "--fingerprint", cluster.simulator.fingerprint];
    await using person = await Person.start(someone, cluster, [...options, "--user", "auditor@pve"]);
    await person.answer(/Password of auditor@pve/, "looking-only");
    await person.decide(questions.level, "Enter");
    assert.equal(await person.terminal.ended(), 1);
    await t.assertSnapshot(await person.steadyScreen());
    assert.deepEqual(await untouched(cluster, someone), before);
  },
);

terminalTest("a second factor is asked for, and the login goes on with its code", async () => {
  await using cluster = await startCluster();
  await using someone = await newcomer({});
  const options = [
    "--host",
    addressOf(cluster),
    "--fingerprint",
    cluster.simulator.fingerprint,
    "--access",
    "look",
  ];
  await using person = await Person.start(someone, cluster, [...options, "--user", "alice@pve"]);
  await person.answer(/Password of alice@pve/, "simulator-tfa");
  await person.answer(/Second factor of alice@pve/, "123456");
  await person.decide(questions.last, "Enter");
  assert.equal(await person.terminal.ended(), 0);
});

terminalTest("an SSH key is made, shown, tried until it is let in, and its host key pinned", async () => {
  await using cluster = await startCluster({ ssh: true });
  await using someone = await newcomer({});
  const { ssh } = cluster.simulator;
  const [entry] = Object.values(ssh?.nodes ?? {});
  assert.ok(ssh && entry);
  await using person = await Person.start(someone, cluster, [
    ...[...clusterOptions(cluster), "--access", "operate", "--ssh-host", `${entry.host}:${entry.port}`],
  ]);
  await person.answer(questions.password, "simulator");
  await person.decide(questions.ssh, "y");
  assert.ok((await person.asked(questions.certificate)).includes(entry.hostKeyFingerprint));
  await person.decide(questions.certificate, "y");
  await person.decide(/Done\? Then the login is tried/, "y");
  await person.asked(/Try again\?/);
  const [line = ""] = /ssh-ed25519 \S+ proxmox-mcp/.exec(await person.terminal.screen()) ?? [];
  ssh.authorize(line);
  await person.decide(/Try again\?/, "y");
  await person.decide(questions.last, "Enter");
  assert.equal(await person.terminal.ended(), 0);
  assert.match((await someone.run(["call", "ct_exec", "vmid=100", "command=hostname"])).stdout, /dns1/);
});

terminalTest("undo asks once, takes everything away, and can be given up", async (t) => {
  await using cluster = await startCluster();
  await using someone = await newcomer(clients);
  const before = await untouched(cluster, someone);
  const setUp = ["setup", "--yes", ...clusterOptions(cluster), "--access", "look"];
  assert.equal((await someone.run(setUp, { PROXMOX_PASSWORD: "simulator" })).code, 0);
  const between = await untouched(cluster, someone);
  {
    await using person = await Person.start(someone, cluster, ["--undo"]);
    await person.decide(/Take it away\?/, "n");
    assert.equal(await person.terminal.ended(), 1);
    assert.deepEqual(await untouched(cluster, someone), between);
  }
  await using person = await Person.start(someone, cluster, ["--undo"]);
  await person.decide(/Take it away\?/, "Enter");
  await person.answer(questions.password, "simulator");
  assert.equal(await person.terminal.ended(), 0);
  await t.assertSnapshot(await person.steadyScreen());
  assert.deepEqual(await untouched(cluster, someone), before);
});

/** The way through all questions, each with what answers it. */
const way: readonly {
  readonly question: RegExp;
  readonly go: (person: Person, cluster: TestCluster) => Promise<void>;
}[] = [
  { question: questions.host, go: (person, cluster) => person.answer(questions.host, addressOf(cluster)) },
  { question: questions.certificate, go: (person) => person.decide(questions.certificate, "y") },
  { question: questions.user, go: (person) => person.decide(questions.user, "Enter") },
  { question: questions.password, go: (person) => person.answer(questions.password, "simulator") },
  { question: questions.level, go: (person) => person.decide(questions.level, "Down", "Enter") },
  { question: questions.ssh, go: (person) => person.decide(questions.ssh, "n") },
  { question: questions.clients, go: (person) => person.decide(questions.clients, "Enter") },
  { question: questions.last, go: (person) => person.decide(questions.last, "n") },
];

terminalTest("interrupted at any of its questions, setup leaves cluster and files as they were", async () => {
  await using cluster = await startCluster();
  await using someone = await newcomer(clients);
  const before = await untouched(cluster, someone);
  for (const [end, { question }] of way.entries()) {
    await using person = await Person.start(someone, cluster);
    for (const { go } of way.slice(0, end)) await go(person, cluster);
    await person.asked(question);
    await person.terminal.press("C-c");
    assert.equal(await person.terminal.ended(), 1, question.source);
    assert.match(await person.terminal.screen(), /Nothing was changed\./);
    assert.deepEqual(await untouched(cluster, someone), before, question.source);
  }
  await using person = await Person.start(someone, cluster);
  for (const { go } of way) await go(person, cluster);
  assert.equal(await person.terminal.ended(), 1);
  assert.deepEqual(await untouched(cluster, someone), before, "No to the last question");
});

terminalTest(
  "interrupted at the questions that only some are asked, setup leaves all as it was as well",
  async () => {
    await using cluster = await startCluster({ ssh: true });
    await using someone = await newcomer(clients);
    const [entry] = Object.values(cluster.simulator.ssh?.nodes ?? {});
    assert.ok(entry);
    const { fingerprint } = cluster.simulator;
    const ssh = ["--access", "operate", "--ssh", "--ssh-host", `${entry.host}:${entry.port}`];
    const alice = ["--host", addressOf(cluster), "--fingerprint", fingerprint, "--user", "alice@pve"];
    const before = await untouched(cluster, someone);
    const giveUp = async (args: readonly string[], last: RegExp, go: (person: Person) => Promise<void>) => {
      await using person = await Person.start(someone, cluster, args);
      await go(person);
      await person.asked(last);
      await person.terminal.press("C-c");
      assert.equal(await person.terminal.ended(), 1, last.source);
    };
    await giveUp(
      alice,
      /Second factor of alice@pve/,
      (person) => person.answer(/Password of alice@pve/, "simulator-tfa"),
    );
    await giveUp(
      [...clusterOptions(cluster), ...ssh],
      questions.certificate,
      (person) => person.answer(questions.password, "simulator"),
    );
    await giveUp([...clusterOptions(cluster), ...ssh], /Done\?/, async (person) => {
      await person.answer(questions.password, "simulator");
      await person.decide(questions.certificate, "y");
    });
    await giveUp(
      [...clusterOptions(cluster)],
      questions.user,
      (person) => person.answer(questions.password, "wrong"),
    );
    assert.deepEqual(await untouched(cluster, someone), before);
    const setUp = ["setup", "--yes", ...clusterOptions(cluster), "--access", "look"];
    assert.equal((await someone.run(setUp, { PROXMOX_PASSWORD: "simulator" })).code, 0);
    const between = await untouched(cluster, someone);
    await giveUp(["--undo"], /Take it away\?/, () => Promise.resolve());
    await giveUp(["--undo"], questions.password, (person) => person.decide(/Take it away\?/, "y"));
    assert.deepEqual(await untouched(cluster, someone), between);
  },
);

terminalTest("interrupted while it works, setup takes back what it has begun", async () => {
  await using cluster = await startCluster();
  await using someone = await newcomer(clients);
  const before = await untouched(cluster, someone);
  const options = [...clusterOptions(cluster), "--access", "look", "--clients", "all"];
  {
    await using person = await Person.start(someone, cluster, options);
    await person.asked(questions.password);
    cluster.simulator.faults.latency = 3000;
    await person.answer(questions.password, "simulator");
    await person.terminal.shows(/Logging in as root@pam/);
    await person.terminal.press("C-c");
    assert.equal(await person.terminal.ended(), 1);
    cluster.simulator.faults.latency = 0;
  }
  await using person = await Person.start(someone, cluster, options);
  await person.answer(questions.password, "simulator");
  await person.asked(questions.last);
  cluster.simulator.faults.latency = 700;
  await person.decide(questions.last, "Enter");
  await person.terminal.shows(/Making the token/);
  await until(() => cluster.countRequests("POST", /\/access\/users$/) === 1);
  await person.terminal.press("C-c");
  cluster.simulator.faults.latency = 0;
  assert.equal(await person.terminal.ended(), 1);
  assert.deepEqual(await untouched(cluster, someone), before);
});

/** Waits until something holds that nothing tells of. */
async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !holds();) {
    assert.ok(performance.now() < end, "it did not come about in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
