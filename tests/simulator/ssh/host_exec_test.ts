import assert from "node:assert/strict";
import { CommandTimeoutError } from "../../../src/ssh/run.ts";
import { ConnectionError } from "../../../src/wire/errors.ts";
import { hostileStrings, randomStrings } from "../../ssh/hostile.ts";
import { stderrOf, stdoutOf } from "../../ssh/lab/session.ts";
import { leftBehind, processesOn, withSession } from "./nodes.ts";

Deno.test("exit codes, both streams and signals of a command on a simulated node arrive as they are", () =>
  withSession({}, async ({ shell }) => {
    const outcome = await shell.exec("echo out; echo err >&2; exit 7");
    assert.deepEqual([outcome.code, outcome.signal, stdoutOf(outcome), stderrOf(outcome)], [
      7,
      undefined,
      "out\n",
      "err\n",
    ]);
    for (const code of [0, 1, 2, 126, 127, 128, 255]) {
      assert.equal((await shell.exec(`exit ${code}`)).code, code);
    }
    for (const signal of ["HUP", "INT", "TERM", "KILL", "SEGV"]) {
      const killed = await shell.exec(`kill -${signal} $$`);
      assert.deepEqual([killed.code, killed.signal], [undefined, `SIG${signal}`]);
    }
    assert.equal((await shell.exec(["nosuchcommand"])).code, 127);
  }));

Deno.test("stdin, stdout and arguments carry every byte to a simulated node and back", () =>
  withSession({}, async ({ shell }) => {
    const bytes = new Uint8Array(256 * 3000).map((_, index) => index);
    assert.deepEqual((await shell.exec(["cat"], { stdin: bytes })).stdout.bytes, bytes);
    const sent = [...hostileStrings, ...randomStrings(200)];
    const { stdout } = await shell.exec(["printf", "%s\\0", ...sent]);
    const seen = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout.bytes).split("\0").slice(0, -1);
    assert.deepEqual(seen, sent);
  }));

Deno.test("a consumer that cannot keep up holds a command on a simulated node back", () =>
  withSession({}, async ({ shell }) => {
    let taken = 0;
    const { promise: looked, resolve: look } = Promise.withResolvers<void>();
    const running = shell.exec("head -c 20000000 /dev/zero", {
      maxBytes: 0,
      onStdout: async (chunk) => {
        if (taken === 0) await looked;
        taken += chunk.length;
      },
    });
    await shell.exec("head -c 100000 /dev/zero");
    assert.equal(taken, 0);
    look();
    await running;
    assert.equal(taken, 20_000_000);
  }));

const family = "sleep 1001 & setsid sleep 1002 & (trap '' TERM; sleep 1003 & wait) & wait";

Deno.test("a command whose time is up, or that is cancelled, ends on a simulated node with everything it started", () =>
  withSession({}, async (session) => {
    const { shell } = session;
    const late = await shell.exec(`echo before; ${family}`, { timeout: 400 }).catch((reason) => reason);
    assert.ok(late instanceof CommandTimeoutError);
    assert.equal(stdoutOf(late.outcome), "before\n");
    assert.deepEqual(await leftBehind(session, "pve1"), []);
    const controller = new AbortController();
    const reason = new Error("not wanted any more");
    const onStdout = () => controller.abort(reason);
    await assert.rejects(
      shell.exec(`echo started; ${family}`, { signal: controller.signal, onStdout }),
      reason,
    );
    assert.deepEqual(await leftBehind(session, "pve1"), []);
  }));

Deno.test("a command ends on a simulated node when the connection breaks", () =>
  withSession({}, async (session) => {
    const { shell, ssh } = session;
    const { promise: started, resolve } = Promise.withResolvers<void>();
    const running = shell.exec(`echo started; ${family}`, { onStdout: () => resolve() }).catch((reason) =>
      reason
    );
    await started;
    ssh.dropConnections("pve1");
    const error = await running;
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.fault, "reset");
    assert.deepEqual(await leftBehind(session, "pve1"), []);
    assert.equal((await shell.exec("true")).code, 0);
  }));

Deno.test("what a command left behind on purpose stays until the simulator is closed", () =>
  withSession({}, async (session) => {
    const outcome = await session.shell.exec("nohup sleep 1004 2>/dev/null & echo started");
    assert.deepEqual([outcome.code, stdoutOf(outcome)], [0, "started\n"]);
    assert.ok(processesOn(session, "pve1").includes("sleep 1004"));
  }));

Deno.test("more commands than channels finish on a simulated node, fewer sessions than configured too", () =>
  withSession({ ssh: { maxSessions: 3 }, settings: { maxChannels: 8 } }, async ({ shell }) => {
    const codes = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => (await shell.exec(`sleep 0.02; exit ${index}`)).code),
    );
    assert.deepEqual(codes, Array.from({ length: 16 }, (_, index) => index));
  }));

Deno.test("a user beside root acts on a simulated node through sudo where a rule allows it", () =>
  withSession({ settings: { user: "mcp", sudo: true } }, async ({ shell }) => {
    assert.equal(stdoutOf(await shell.exec("id -un; echo $SUDO_USER")), "root\nmcp\n");
  }));

Deno.test("sudo refuses a user of a simulated node whom no rule allows the program", () =>
  withSession({
    settings: { user: "guest", sudo: true },
    ssh: { users: { guest: { sudo: ["/usr/bin/pvesh"] } } },
  }, async ({ shell }) => {
    await assert.rejects(
      shell.exec("id"),
      /sudo does not let guest run \/bin\/sh without a password.*a password is required/s,
    );
  }));
