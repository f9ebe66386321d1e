import assert from "node:assert/strict";
import { containerExec } from "../../src/ssh/container_exec.ts";
import { SudoError } from "../../src/ssh/errors.ts";
import { getFile } from "../../src/ssh/get_file.ts";
import { parseClusterStatus, parseMembers } from "../../src/ssh/members.ts";
import { UnknownNodeError } from "../../src/ssh/nodes.ts";
import { containerPlace } from "../../src/ssh/places.ts";
import { putFile } from "../../src/ssh/put_file.ts";
import { CommandTimeoutError } from "../../src/ssh/run.ts";
import { hostileStrings, randomStrings } from "./hostile.ts";
import { withCluster } from "./lab/cluster.ts";
import { withNode } from "./lab/lab.ts";
import { labTest } from "./lab/lab_here.ts";
import { sudoHere, withSudoUser } from "./lab/sudo_user.ts";
import { openGuard, stderrOf, stdoutOf, withNodes } from "./lab/session.ts";

labTest(
  "a container on another node is reached directly, by the host key that the cluster keeps for that node",
  () =>
    withCluster({}, async ({ entry }) => {
      // Only the entry's key is configured.
      await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
        const shell = await nodes.on("pve2");
        assert.deepEqual([shell.node, shell.way], ["pve2", "direct"]);
        assert.equal(stdoutOf(await shell.exec(["hostname"])), "pve2\n");
        assert.equal(stdoutOf(await containerExec(shell, 100, { command: ["hostname"] })), "web1\n");
        assert.deepEqual([(await nodes.on("pve")).way, (await nodes.on("localhost")).node], [
          "direct",
          "pve",
        ]);
      });
    }),
);

for (const nodeFile of [true, false]) {
  labTest(
    `the hop goes ${nodeFile ? "by the node's file of host keys" : "by the common file of older clusters"}`,
    () =>
      withCluster({ nodeFile, direct: false }, async ({ entry }) => {
        await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
          const shell = await nodes.on("pve2");
          assert.deepEqual([shell.node, shell.way], ["pve2", "hop"]);
        });
      }),
  );
}

labTest(
  "commands, their arguments, streams and codes, and files pass a hop unchanged",
  () =>
    withCluster({ direct: false }, async ({ entry, other }) => {
      await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
        const shell = await nodes.on("pve2");
        assert.equal(shell.way, "hop");
        const outcome = await shell.exec("hostname; echo err >&2; exit 7");
        assert.deepEqual([outcome.code, stdoutOf(outcome), stderrOf(outcome)], [7, "pve2\n", "err\n"]);
        assert.equal((await shell.exec("kill -KILL $$")).code, 137);
        assert.equal((await shell.exec("exit 255")).code, 255);
        const sent = [...hostileStrings, ...randomStrings(100)];
        const { stdout } = await containerExec(shell, 100, { command: ["printf", "%s\\0", ...sent] });
        assert.deepEqual(
          new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout.bytes).split("\0").slice(0, -1),
          sent,
        );
        const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251);
        const source = {
          size: bytes.length,
          open: async function* () {
            yield await Promise.resolve(bytes);
          },
        };
        const place = containerPlace(shell, 100);
        const put = await putFile(place, "/srv/it's a file", source, { overwrite: false });
        const got = await getFile(place, "/srv/it's a file", bytes.length, () => {});
        assert.deepEqual(got, put);
        assert.equal((await Deno.stat(`${other.container}/srv/it's a file`)).size, bytes.length);
      });
    }),
);

const family = "sleep 3001 & setsid sleep 3002 & wait";

labTest(
  "a command behind a hop is ended on its node, by timeout and when the connection breaks",
  () =>
    withCluster({ direct: false }, async ({ entry, other }) => {
      await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
        const shell = await nodes.on("pve2");
        await assert.rejects(
          containerExec(shell, 100, { command: family }, { timeout: 500 }),
          CommandTimeoutError,
        );
        assert.deepEqual([await other.leftBehind(), await entry.leftBehind()], [[], []]);
        const { promise: started, resolve } = Promise.withResolvers<void>();
        const running = containerExec(shell, 100, { command: `echo started; ${family}` }, {
          onStdout: () => resolve(),
        })
          .catch((error) => error);
        await started;
        await entry.restartSshd();
        await running;
        assert.deepEqual([await entry.leftBehind(), await other.leftBehind()], [[], []]);
      });
    }),
);

labTest(
  "a node that is reached neither way is told with both reasons, and an unknown one with those there are",
  () =>
    withCluster({ otherAddress: "127.0.0.3" }, async ({ entry }) => {
      await withNodes({ settings: entry.settings(), guard: openGuard }, async (nodes) => {
        await assert.rejects(nodes.on("pve2"), /neither directly nor through the entry node.*refused/s);
        await assert.rejects(nodes.on("nosuch"), (error) => {
          assert.ok(error instanceof UnknownNodeError);
          return error.remedy === "Known nodes: pve, pve2.";
        });
      });
    }),
);

if (sudoHere) {
  labTest(
    "a user with sudo for Proxmox's programs alone runs commands in containers, and they are ended there",
    () =>
      withNode({ setup: withSudoUser("/usr/sbin/pct, /usr/bin/pvesh") }, async (node) => {
        const settings = node.settings({ user: "mcp", sudo: true });
        await withNodes({ settings, guard: openGuard }, async (nodes) => {
          const shell = await nodes.entry();
          assert.equal(shell.node, "pve");
          const outcome = await containerExec(shell, 100, { command: ["printf", "%s", "ä 'b'"] });
          assert.deepEqual([outcome.code, stdoutOf(outcome)], [0, "ä 'b'"]);
          assert.equal((await containerExec(shell, 100, { command: "exit 7" })).code, 7);
          assert.equal(stdoutOf(await containerExec(shell, 102, { command: ["printf", "bare"] })), "bare");
          const late = containerExec(shell, 100, { command: `trap '' TERM; ${family}` }, { timeout: 500 });
          await assert.rejects(late, CommandTimeoutError);
          assert.deepEqual(await node.leftBehind(), []);
          await assert.rejects(shell.exec("true"), (error) => {
            assert.ok(error instanceof SudoError);
            return /mcp ALL=\(root\) NOPASSWD: \/bin\/sh/.test(error.remedy);
          });
        });
      }),
  );

  labTest(
    "a user with sudo for everything runs commands on the node as root, and they are ended",
    () =>
      withNode({ setup: withSudoUser("ALL") }, async (node) => {
        const settings = node.settings({ user: "mcp", sudo: true });
        await withNodes({ settings, guard: openGuard }, async (nodes) => {
          const shell = await nodes.entry();
          assert.equal(stdoutOf(await shell.exec("id -un")), "root\n");
          assert.equal(stdoutOf(await shell.exec(["id", "-un"])), "root\n");
          await assert.rejects(shell.exec(family, { timeout: 500 }), CommandTimeoutError);
          assert.deepEqual(await node.leftBehind(), []);
          const { promise: started, resolve } = Promise.withResolvers<void>();
          const running = shell.exec(`echo started; ${family}`, { onStdout: () => resolve() }).catch((
            error,
          ) => error);
          await started;
          await node.restartSshd();
          await running;
          assert.deepEqual(await node.leftBehind(), []);
        });
      }),
  );
} else {
  Deno.test({
    name: "tests of users with sudo are left out: /usr/bin/sudo is not there",
    ignore: true,
    fn: () => {},
  });
}

Deno.test("the members of a cluster are read from /etc/pve/.members and from pvesh alike", () => {
  const file =
    '{\n"nodename": "pve",\n"version": 6,\n"cluster": { "name": "lab", "version": 2, "nodes": 2, "quorate": 1 },\n' +
    '"nodelist": {\n  "pve": { "id": 1, "online": 1, "ip": "192.168.77.2"},\n  "pve2": { "id": 2, "online": 0}\n  }\n}\n';
  assert.deepEqual(parseMembers(file), { local: "pve", addresses: new Map([["pve", "192.168.77.2"]]) });
  assert.deepEqual(parseMembers('{"nodename": "pve", "version": 1}'), { local: "pve", addresses: new Map() });
  assert.equal(parseMembers("cat: /etc/pve/.members: Permission denied"), undefined);
  const status =
    '[{"id":"cluster","type":"cluster","name":"lab"},{"id":"node/pve","type":"node","name":"pve","ip":"10.0.0.1","local":1},' +
    '{"id":"node/pve2","type":"node","name":"pve2","ip":"10.0.0.2","local":0}]';
  assert.deepEqual(parseClusterStatus(status), {
    local: "pve",
    addresses: new Map([["pve", "10.0.0.1"], ["pve2", "10.0.0.2"]]),
  });
});
