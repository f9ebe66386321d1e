import assert from "node:assert/strict";
import { PolicyError } from "../../src/policy/errors.ts";
import { QuoteError } from "../../src/ssh/quote.ts";
import { CommandTimeoutError } from "../../src/ssh/run.ts";
import { ConnectionError } from "../../src/wire/errors.ts";
import { hostileStrings, randomStrings } from "./hostile.ts";
import { withNode } from "./lab/lab.ts";
import { labTest } from "./lab/lab_here.ts";
import { openGuard, stderrOf, stdoutOf, withNodes, withShell } from "./lab/session.ts";

labTest(
  "exit codes, both streams and signals of a command arrive as they are",
  () =>
    withShell({}, async ({ shell }) => {
      const outcome = await shell.exec("echo out; echo err >&2; exit 7");
      assert.deepEqual([outcome.code, outcome.signal, stdoutOf(outcome), stderrOf(outcome)], [
        7,
        undefined,
        "out\n",
        "err\n",
      ]);
      for (const code of [0, 1, 2, 100, 126, 127, 128, 137, 254, 255]) {
        assert.equal((await shell.exec(`exit ${code}`)).code, code);
      }
      for (const signal of ["HUP", "INT", "TERM", "KILL", "SEGV"]) {
        const killed = await shell.exec(`kill -${signal} $$`);
        assert.deepEqual([killed.code, killed.signal], [undefined, `SIG${signal}`]);
      }
      assert.equal((await shell.exec(["nosuchcommand"])).code, 127);
    }),
);

labTest("stdin and stdout carry every byte, and stdin ends", () =>
  withShell({}, async ({ shell }) => {
    const bytes = new Uint8Array(256 * 300).map((_, index) => index);
    const { stdout } = await shell.exec(["cat"], { stdin: bytes });
    assert.deepEqual(stdout.bytes, bytes);
    assert.equal(stdoutOf(await shell.exec(["cat"])), "");
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 1000) {
        yield await Promise.resolve(bytes.subarray(at, at + 1000));
      }
    }
    assert.deepEqual((await shell.exec(["cat"], { stdin: pieces() })).stdout.bytes, bytes);
  }));

labTest("arguments arrive byte for byte as they were sent", () =>
  withShell({}, async ({ shell }) => {
    const sent = [...hostileStrings, ...randomStrings(200)];
    const { stdout } = await shell.exec(["printf", "%s\\0", ...sent]);
    assert.deepEqual(
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout.bytes).split("\0").slice(0, -1),
      sent,
    );
  }));

labTest(
  "20 MB of output come whole, and of more than is kept the beginning and the end stay",
  () =>
    withShell({}, async ({ shell }) => {
      let seen = 0;
      const outcome = await shell.exec("head -c 20000000 /dev/zero; echo end", {
        maxBytes: 1000,
        onStdout: (chunk) => {
          seen += chunk.length;
          return Promise.resolve();
        },
      });
      assert.equal(seen, 20_000_004);
      assert.equal(outcome.stdout.total, 20_000_004);
      assert.equal(outcome.stdout.bytes.length, 1000);
      assert.equal(outcome.stdout.gapAt, 500);
      assert.ok(stdoutOf(outcome).endsWith("end\n"));
      const whole = await shell.exec("head -c 20000000 /dev/zero", { maxBytes: 20_000_000 });
      assert.equal(whole.stdout.gapAt, undefined);
      assert.equal(whole.stdout.bytes.length, 20_000_000);
    }),
);

labTest("a consumer that cannot keep up holds the command back", () =>
  withShell({}, async ({ shell }) => {
    let taken = 0;
    const { promise: looked, resolve: look } = Promise.withResolvers<void>();
    const running = shell.exec("head -c 50000000 /dev/zero", {
      maxBytes: 0,
      onStdout: async (chunk) => {
        if (taken === 0) await looked;
        taken += chunk.length;
      },
    });
    // While the first piece is not taken, no more than a window can be under way.
    await shell.exec("head -c 1000000 /dev/zero");
    assert.equal(taken, 0);
    look();
    await running;
    assert.equal(taken, 50_000_000);
  }));

const family = "sleep 1001 & setsid sleep 1002 & (trap '' TERM; sleep 1003 & wait) & wait";

labTest(
  "a command whose time is up is ended with everything it started, and its output is kept",
  () =>
    withShell({}, async ({ node, shell }) => {
      const error = await shell.exec(`echo before; ${family}`, { timeout: 1500 }).catch((reason) => reason);
      assert.ok(error instanceof CommandTimeoutError);
      assert.match(error.message, /1\.5 s/);
      assert.equal(stdoutOf(error.outcome), "before\n");
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "a cancelled command is ended with everything it started, and the error is the reason",
  () =>
    withShell({}, async ({ node, shell }) => {
      const controller = new AbortController();
      const reason = new Error("not wanted any more");
      const onStdout = () => controller.abort(reason);
      await assert.rejects(
        shell.exec(`echo started; ${family}`, { signal: controller.signal, onStdout }),
        reason,
      );
      assert.deepEqual(await node.leftBehind(), []);
      await assert.rejects(shell.exec("true", { signal: controller.signal }), reason);
      assert.equal((await shell.exec("true")).code, 0);
    }),
);

labTest(
  "a command that goes on starting others, each in a session of its own, is ended with all of them",
  () =>
    withShell({}, async ({ node, shell }) => {
      for (let round = 0; round < 5; round++) {
        const controller = new AbortController();
        const options = { signal: controller.signal, onStdout: () => controller.abort(new Error("enough")) };
        const restless = "echo started; while :; do setsid sleep 1007 & done";
        await assert.rejects(shell.exec(restless, options), /enough/);
        assert.deepEqual(await node.leftBehind(), []);
      }
    }),
);

labTest(
  "a command is ended on the node when the connection breaks",
  () =>
    withShell({}, async ({ node, shell }) => {
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const running = shell.exec(`echo started; ${family}`, { onStdout: () => resolve() }).catch((reason) =>
        reason
      );
      await started;
      await node.restartSshd();
      const error = await running;
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.fault, "reset");
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "what a command left behind on purpose stays, and does not hold the answer up",
  () =>
    withShell({}, async ({ node, shell }) => {
      const outcome = await shell.exec("nohup sleep 1004 2>/dev/null & echo started");
      assert.deepEqual([outcome.code, stdoutOf(outcome)], [0, "started\n"]);
      assert.ok(node.processes().includes("sleep 1004"));
    }),
);

labTest(
  "the next command makes a new connection after sshd was started again",
  () =>
    withShell({}, async ({ node, shell }) => {
      assert.equal((await shell.exec("true")).code, 0);
      await node.restartSshd();
      assert.equal((await shell.exec("true")).code, 0);
    }),
);

labTest(
  "32 commands at once finish on the configured number of channels, in the order they came",
  () =>
    withShell({ settings: { maxChannels: 4 } }, async ({ shell }) => {
      const finished: number[] = [];
      const most = await Promise.all(Array.from({ length: 32 }, async (_, index) => {
        const outcome = await shell.exec(
          `mkdir -p /run/lab/now; : > /run/lab/now/${index}; ls /run/lab/now | wc -l; sleep 0.05; rm /run/lab/now/${index}`,
        );
        finished.push(index);
        return Number(stdoutOf(outcome));
      }));
      assert.ok(Math.max(...most) <= 4, `at most 4 at once, seen ${Math.max(...most)}`);
      assert.ok(finished.indexOf(0) < 8 && finished.indexOf(31) >= 24, `served out of order: ${finished}`);
    }),
);

labTest(
  "a server that takes fewer channels than configured is lived with",
  () =>
    withShell({ sshd: "MaxSessions 3", settings: { maxChannels: 8 } }, async ({ node, shell }) => {
      const codes = await Promise.all(Array.from({ length: 12 }, async (_, index) => {
        const { code } = await shell.exec(`sleep 0.05; exit ${index}`);
        return code;
      }));
      assert.deepEqual(codes, Array.from({ length: 12 }, (_, index) => index));
      await assert.rejects(shell.exec("sleep 1005", { timeout: 100 }), CommandTimeoutError);
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "a server with a single channel ends a command by ending the connection",
  () =>
    withShell({ sshd: "MaxSessions 1", settings: { maxChannels: 8 } }, async ({ node, shell }) => {
      await assert.rejects(shell.exec("sleep 1006", { timeout: 100 }), CommandTimeoutError);
      assert.deepEqual(await node.leftBehind(), []);
      assert.equal((await shell.exec("true")).code, 0);
    }),
);

labTest(
  "what a login shell prints before the command is no output of it",
  () =>
    withShell({}, async ({ node, shell }) => {
      await Deno.writeTextFile(`${node.directory}/root/.bashrc`, "echo a warning of the shell >&2\n");
      const outcome = await shell.exec("echo out; echo err >&2");
      assert.deepEqual([stdoutOf(outcome), stderrOf(outcome)], ["out\n", "err\n"]);
    }),
);

labTest(
  "a login shell that starts nothing is told with its words",
  () =>
    withNode(
      { setup: "usermod -s /usr/sbin/nologin root" },
      (node) =>
        withNodes({ settings: node.settings(), guard: openGuard }, async (nodes) => {
          await assert.rejects(nodes.entry(), /No command can be started on .* over SSH: .*not available/);
        }),
    ),
);

labTest(
  "a line longer than a node takes is refused before it is sent",
  () =>
    withShell({}, async ({ shell }) => {
      assert.equal(stdoutOf(await shell.exec(["printf", "%s", "x".repeat(100_000)])).length, 100_000);
      await assert.rejects(shell.exec(["printf", "%s", "x".repeat(130_000)]), QuoteError);
    }),
);

labTest("commands on a node need the policy's leave", () =>
  withShell({
    guard: {
      ...openGuard,
      checkCommand: (access) => {
        throw new PolicyError(`no ${access}`);
      },
    },
  }, async ({ shell }) => {
    await assert.rejects(shell.exec("touch /run/lab/done"), /no host/);
  }));
