import assert from "node:assert/strict";
import { containerExec } from "../../../src/ssh/container_exec.ts";
import { ContainerError } from "../../../src/ssh/pct.ts";
import { CommandTimeoutError } from "../../../src/ssh/run.ts";
import { hostileStrings, randomStrings } from "../../ssh/hostile.ts";
import { stderrOf, stdoutOf } from "../../ssh/lab/session.ts";
import { leftBehind, withSession } from "./nodes.ts";

Deno.test("a line runs in a shell of a simulated container, an array as it is", () =>
  withSession({}, async ({ shell }) => {
    const line = await containerExec(shell, 100, {
      command: "hostname; id -u; pwd; echo $HOME | tr a-z A-Z",
    });
    assert.equal(stdoutOf(line), "dns1\n0\n/\n/ROOT\n");
    const array = await containerExec(shell, 100, { command: ["echo", "a b", "c'd", "$HOME", "*"] });
    assert.equal(stdoutOf(array), "a b c'd $HOME *\n");
    const streams = await containerExec(shell, 100, { command: "echo out; echo err >&2; exit 7" });
    assert.deepEqual([streams.code, stdoutOf(streams), stderrOf(streams)], [7, "out\n", "err\n"]);
  }));

Deno.test("exit codes of a command in a simulated container are its own, also those that pct uses for itself", () =>
  withSession({}, async ({ shell }) => {
    for (const code of [0, 1, 2, 126, 127, 255]) {
      assert.equal((await containerExec(shell, 100, { command: `exit ${code}` })).code, code);
    }
    for (const [signal, code] of [["KILL", 137], ["TERM", 143]] as const) {
      assert.equal((await containerExec(shell, 100, { command: `kill -${signal} $$` })).code, code);
    }
    assert.equal((await containerExec(shell, 100, { command: ["nosuchcommand"] })).code, 127);
    assert.equal((await containerExec(shell, 100, { command: ["/etc/passwd"] })).code, 126);
  }));

Deno.test("a simulated container that is missing or stopped is told apart from a command that failed", () =>
  withSession({}, async ({ shell, nodes }) => {
    const missing = await containerExec(shell, 999, { command: ["true"] }).catch((error) => error);
    assert.ok(missing instanceof ContainerError);
    assert.deepEqual([missing.fault, missing.message], ["missing", "There is no container 999 on pve1."]);
    const stopped = await containerExec(await nodes.on("pve2"), 115, { command: ["true"] }).catch((error) =>
      error
    );
    assert.ok(stopped instanceof ContainerError);
    assert.equal(stopped.fault, "stopped");
  }));

Deno.test("hostile arguments, values and directories arrive in a simulated container byte for byte", () =>
  withSession({}, async ({ shell }) => {
    const sent = [...hostileStrings, ...randomStrings(100)];
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const argv = await containerExec(shell, 100, {
      command: ["printf", "%s\\0", ...sent],
      user: "nobody",
      cwd: "/tmp",
    });
    assert.deepEqual(decoder.decode(argv.stdout.bytes).split("\0").slice(0, -1), sent);
    const env = Object.fromEntries(sent.map((value, index) => [`V${index}`, value]));
    const seen = decoder.decode(
      (await containerExec(shell, 100, { command: ["env", "-0"], env })).stdout.bytes,
    ).split("\0");
    sent.forEach((value, index) => assert.ok(seen.includes(`V${index}=${value}`), JSON.stringify(value)));
    for (const text of sent.slice(0, 20)) {
      const outcome = await containerExec(shell, 100, { command: "echo ran", cwd: `/nosuch${text}` });
      assert.deepEqual([outcome.code === 0, stdoutOf(outcome)], [false, ""]);
    }
  }));

Deno.test("user, directory and environment in a simulated container are those asked for", () =>
  withSession({}, async ({ shell }) => {
    const command = { command: "id -un; pwd; echo $WHO", user: "www-data", cwd: "/tmp", env: { WHO: "a b" } };
    assert.equal(stdoutOf(await containerExec(shell, 100, command)), "www-data\n/tmp\na b\n");
    const plain = stdoutOf(await containerExec(shell, 100, { command: ["env"] }));
    const names = plain.trim().split("\n").map((line) => line.split("=")[0]).toSorted();
    assert.deepEqual(names, ["HOME", "PATH", "TERM", "container"]);
  }));

const family = "echo started; sleep 2001 & setsid sleep 2002 & (trap '' TERM; sleep 2003 & wait) & wait";

Deno.test("timeout ends a command in a simulated container with everything it started", () =>
  withSession({}, async (session) => {
    const late = await containerExec(session.shell, 100, { command: family }, { timeout: 500 }).catch((
      error,
    ) => error);
    assert.ok(late instanceof CommandTimeoutError);
    assert.equal(stdoutOf(late.outcome), "started\n");
    assert.deepEqual(await leftBehind(session, "pve1"), []);
  }));

Deno.test("a command that runs by sudo is ended in a simulated container too", () =>
  withSession({ settings: { user: "mcp", sudo: true } }, async (session) => {
    const late = await containerExec(session.shell, 100, { command: "sleep 2004" }, { timeout: 500 }).catch((
      error,
    ) => error);
    assert.ok(late instanceof CommandTimeoutError);
    assert.deepEqual(await leftBehind(session, "pve1"), []);
  }));

Deno.test("a command in a simulated container ends when the container is stopped", () =>
  withSession({}, async ({ shell, simulator }) => {
    const { promise: started, resolve } = Promise.withResolvers<void>();
    const running = containerExec(shell, 100, { command: "echo on; sleep 2005" }, {
      onStdout: () => resolve(),
    });
    await started;
    await simulator.call({
      method: "POST",
      path: "/nodes/pve1/lxc/100/status/stop",
      identity: { userid: "root@pam" },
    });
    assert.equal((await running).code, 137);
    const again = await containerExec(shell, 100, { command: "true" }).catch((error) => error);
    assert.ok(again instanceof ContainerError);
  }));

Deno.test("a simulated container tells of its system what the REST side tells", () =>
  withSession({}, async ({ shell, nodes }) => {
    const debian = await containerExec(shell, 100, {
      command:
        ". /etc/os-release; echo $ID; df -h / | tail -1; systemctl is-active unbound; free -m | grep -c Mem; ps aux | grep -c unbound; journalctl -u unbound -n 1",
    });
    const [id = "", df = "", active = "", memory = "", processes = "", log = ""] = stdoutOf(debian).split(
      "\n",
    );
    assert.deepEqual([id, active, memory], ["debian", "active", "1"]);
    assert.match(df, /^\/dev\/mapper\/\S+ +8\.0G +2\.5G .* \/$/);
    assert.ok(Number(processes) >= 1);
    assert.match(log, / dns1 unbound\[\d+\]: /);
    const alpine = await containerExec(shell, 104, { command: "cat /etc/alpine-release; nosuch" });
    assert.deepEqual([stdoutOf(alpine), stderrOf(alpine)], ["3.22.1\n", "sh: nosuch: not found\n"]);
    assert.equal(
      stdoutOf(await containerExec(await nodes.on("pve2"), 112, { command: ["hostname"] })),
      "monitoring\n",
    );
  }));
