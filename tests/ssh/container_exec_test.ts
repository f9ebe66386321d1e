import assert from "node:assert/strict";
import { PolicyError } from "../../src/policy/errors.ts";
import { CommandError, containerArgv } from "../../src/ssh/container_command.ts";
import { containerExec } from "../../src/ssh/container_exec.ts";
import { ContainerError } from "../../src/ssh/pct.ts";
import { QuoteError } from "../../src/ssh/quote.ts";
import { CommandTimeoutError } from "../../src/ssh/run.ts";
import { hostileStrings, randomStrings } from "./hostile.ts";
import { labTest } from "./lab/lab_here.ts";
import { openGuard, type Session, stderrOf, stdoutOf, withShell } from "./lab/session.ts";

/** Those of the hostile texts that mean something to a shell, an option parser or a path. */
const sharpStrings = [
  "'",
  '"',
  "\\",
  "\n",
  "a b",
  "$(touch /tmp/pwned)",
  "`touch /tmp/pwned`",
  "; touch /tmp/pwned",
  "'; touch /tmp/pwned; '",
  "| id",
  "*",
  "~",
  "#",
  "-",
  "--",
  "-c",
  "a=b",
  "%2F..",
  "\u202e",
  "ä€",
];

/** The arguments a program in container 100 received, read back byte for byte. */
async function seenInside(
  { shell }: Session,
  argv: readonly string[],
  more = {},
): Promise<readonly string[]> {
  const { stdout } = await containerExec(shell, 100, { command: argv, ...more });
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout.bytes).split("\0").slice(0, -1);
}

labTest(
  "a line runs in a shell of the container, an array as it is",
  () =>
    withShell({}, async ({ shell }) => {
      const line = await containerExec(shell, 100, {
        command: "hostname; id -u; pwd; echo $HOME | tr a-z A-Z",
      });
      assert.equal(stdoutOf(line), "web1\n0\n/\n/ROOT\n");
      const array = await containerExec(shell, 100, { command: ["echo", "a b", "c'd", "$HOME", "*"] });
      assert.equal(stdoutOf(array), "a b c'd $HOME *\n");
      const streams = await containerExec(shell, 100, { command: "echo out; echo err >&2; exit 7" });
      assert.deepEqual([streams.code, stdoutOf(streams), stderrOf(streams)], [7, "out\n", "err\n"]);
    }),
);

labTest(
  "exit codes of a command in a container are its own, also those that pct uses for itself",
  () =>
    withShell({}, async ({ shell }) => {
      for (const code of [0, 1, 2, 126, 127, 255]) {
        assert.equal((await containerExec(shell, 100, { command: `exit ${code}` })).code, code);
      }
      for (const [signal, code] of [["KILL", 137], ["TERM", 143]] as const) {
        assert.equal((await containerExec(shell, 100, { command: `kill -${signal} $$` })).code, code);
      }
      assert.equal((await containerExec(shell, 100, { command: ["nosuchcommand"] })).code, 127);
      assert.equal((await containerExec(shell, 100, { command: ["/etc/passwd"] })).code, 126);
      const pretender = await containerExec(shell, 100, { command: "echo no such thing >&2; exit 255" });
      assert.deepEqual([pretender.code, stderrOf(pretender)], [255, "no such thing\n"]);
    }),
);

labTest(
  "a container that is missing or stopped is told apart from a command that failed",
  () =>
    withShell({}, async ({ shell }) => {
      const missing = await containerExec(shell, 999, { command: ["true"] }).catch((error) => error);
      assert.ok(missing instanceof ContainerError);
      assert.deepEqual([missing.fault, missing.message], ["missing", "There is no container 999 on pve."]);
      assert.match(missing.reason, /^Configuration file 'nodes\/pve\/lxc\/999\.conf' does not exist$/);
      const stopped = await containerExec(shell, 101, { command: ["true"] }).catch((error) => error);
      assert.ok(stopped instanceof ContainerError);
      assert.equal(stopped.fault, "stopped");
    }),
);

labTest(
  "hostile arguments arrive in the container byte for byte, whoever and wherever the command runs as",
  () =>
    withShell({}, async (session) => {
      const sent = [...hostileStrings, ...randomStrings(200)];
      const argv = ["printf", "%s\\0", ...sent];
      assert.deepEqual(await seenInside(session, argv), sent);
      assert.deepEqual(await seenInside(session, argv, { user: "worker", cwd: "/srv" }), sent);
    }),
);

labTest(
  "a hostile program name is run as a program or not at all",
  () =>
    withShell({}, async ({ node, shell }) => {
      await Promise.all(sharpStrings.map(async (name) => {
        const { code } = await containerExec(shell, 100, { command: [name, "argument"] });
        assert.ok(code === 126 || code === 127, `${JSON.stringify(name)} ended with ${code}`);
      }));
      assert.equal(await node.shell("ls /tmp/pwned 2>/dev/null || :"), "");
      await assert.rejects(containerExec(shell, 100, { command: [""] }), CommandError);
    }),
);

labTest("hostile values arrive in the environment", () =>
  withShell({}, async ({ shell }) => {
    const values = [...hostileStrings, ...randomStrings(100)];
    const env = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
    const outcome = await containerExec(shell, 100, { command: ["env", "-0"], env });
    const seen = new TextDecoder("utf-8", { ignoreBOM: true }).decode(outcome.stdout.bytes).split("\0");
    values.forEach((value, index) => assert.ok(seen.includes(`V${index}=${value}`), JSON.stringify(value)));
  }));

Deno.test("a name that no environment variable can have is refused", () => {
  for (const name of sharpStrings) {
    assert.throws(() => containerArgv({ command: "true", env: { [name]: "x" } }), CommandError);
  }
});

labTest(
  "hostile directories and users lead to an error of cd and su, never to another command",
  () =>
    withShell({}, async ({ node, shell }) => {
      const attempts = sharpStrings.flatMap((text) => [{ cwd: `/nosuch${text}` }, { user: `no${text}` }]);
      await Promise.all(attempts.map(async (attempt) => {
        const outcome = await containerExec(shell, 100, { command: "echo ran", ...attempt });
        assert.notEqual(outcome.code, 0);
        assert.equal(stdoutOf(outcome), "");
      }));
      assert.equal(await node.shell("ls /tmp/pwned 2>/dev/null || :"), "");
    }),
);

labTest(
  "user, directory and environment are those asked for, and nothing of the node's environment comes along",
  () =>
    withShell({}, async ({ shell }) => {
      const command = {
        command: "id -un; pwd; echo $WHO; printenv HOME",
        user: "worker",
        cwd: "/tmp",
        env: { WHO: "a b" },
      };
      assert.equal(stdoutOf(await containerExec(shell, 100, command)), "worker\n/tmp\na b\n/srv\n");
      const plain = stdoutOf(await containerExec(shell, 100, { command: ["env"] }));
      assert.deepEqual(plain.trim().split("\n").map((line) => line.split("=")[0]).toSorted(), [
        "HOME",
        "PATH",
        "TERM",
        "container",
      ]);
    }),
);

labTest("stdin reaches the command in the container byte for byte", () =>
  withShell({}, async ({ shell }) => {
    const stdin = new Uint8Array(70_000).map((_, index) => index);
    assert.deepEqual((await containerExec(shell, 100, { command: ["cat"] }, { stdin })).stdout.bytes, stdin);
    await assert.rejects(containerExec(shell, 100, { command: ["echo", "a\0b"] }), QuoteError);
  }));

const family = "echo started; sleep 2001 & setsid sleep 2002 & (trap '' TERM; sleep 2003 & wait) & wait";

labTest(
  "timeout and cancel end the command in the container with everything it started",
  () =>
    withShell({}, async ({ node, shell }) => {
      const late = await containerExec(shell, 100, { command: family }, { timeout: 700 }).catch((error) =>
        error
      );
      assert.ok(late instanceof CommandTimeoutError);
      assert.deepEqual(await node.leftBehind(), []);
      const controller = new AbortController();
      const options = { signal: controller.signal, onStdout: () => controller.abort(new Error("enough")) };
      await assert.rejects(containerExec(shell, 100, { command: family }, options), /enough/);
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "the command in the container is ended when the connection breaks",
  () =>
    withShell({}, async ({ node, shell }) => {
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const running = containerExec(shell, 100, { command: family }, { onStdout: () => resolve() }).catch((
        error,
      ) => error);
      await started;
      await node.restartSshd();
      await running;
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "a container without a shell still runs an array, and is ended there too",
  () =>
    withShell({}, async ({ node, shell }) => {
      assert.equal(stdoutOf(await containerExec(shell, 102, { command: ["printf", "%s", "bare"] })), "bare");
      await assert.rejects(
        containerExec(shell, 102, { command: "true" }),
        /Container 102 has no (?:sh|env), which/,
      );
      await assert.rejects(
        containerExec(shell, 102, { command: ["sleep", "2004"] }, { timeout: 300 }),
        CommandTimeoutError,
      );
      assert.deepEqual(await node.leftBehind(), []);
    }),
);

labTest(
  "a version of pct without --keep-env is called without it",
  () =>
    withShell({}, async ({ node, shell }) => {
      const pct = await Deno.readTextFile(`${node.directory}/sbin/pct`);
      await node.shell(
        "cat > /usr/sbin/pct.new <<'EOF'\n" + pct.replace("exec => ['keep-env:s']", "exec => []") +
          "EOF\nchmod +x /usr/sbin/pct.new; mv /usr/sbin/pct.new /usr/sbin/pct",
      );
      assert.equal(stdoutOf(await containerExec(shell, 100, { command: ["echo", "ran"] })), "ran\n");
    }),
);

labTest("commands in a container need the policy's leave", () =>
  withShell({
    guard: {
      ...openGuard,
      checkCommand: (access) => {
        throw new PolicyError(`no ${access}`);
      },
    },
  }, async ({ shell }) => {
    await assert.rejects(containerExec(shell, 100, { command: "true" }), /no exec/);
  }));
