import assert from "node:assert/strict";
import { containerExec } from "../../../src/ssh/container_exec.ts";
import { hopCommand } from "../../../src/ssh/hop.ts";
import { CommandTimeoutError } from "../../../src/ssh/run.ts";
import { stderrOf, stdoutOf } from "../../ssh/lab/session.ts";
import { leftBehind, withSession } from "./nodes.ts";

const refused = "Host key verification failed.\r\n";

Deno.test("every simulated node is reached at its own address, and knows its own containers alone", () =>
  withSession({}, async ({ nodes }) => {
    const shell = await nodes.on("pve2");
    assert.equal(shell.way, "direct");
    assert.equal(
      stdoutOf(await shell.exec("hostname; pct list | tail -n +2 | cut -c1-3")),
      "pve2\n112\n115\n900\n",
    );
    assert.equal(stdoutOf(await containerExec(shell, 112, { command: "hostname" })), "monitoring\n");
  }));

Deno.test("one simulated node leads to another as Proxmox itself goes there", () =>
  withSession({}, async ({ shell, ssh }) => {
    const address = ssh.nodes["pve2"]?.host ?? "";
    const hop = hopCommand("pve2", address, { nodeFile: true });
    const there = await shell.exec([...hop, "hostname; echo err >&2; exit 7"]);
    assert.deepEqual([there.code, stdoutOf(there), stderrOf(there)], [7, "pve2\n", "err\n"]);
    const bytes = new Uint8Array(300_000).map((_, index) => index);
    assert.deepEqual((await shell.exec([...hop, "cat"], { stdin: bytes })).stdout.bytes, bytes);
    const wrongs = [
      ["/usr/bin/ssh", "-o", "BatchMode=yes", `root@${address}`, "hostname"],
      hopCommand("pve2", address, { nodeFile: false }).concat("hostname"),
      hop.map((word) => word === "HostKeyAlias=pve2" ? "HostKeyAlias=pve1" : word).concat("hostname"),
    ];
    for (const wrong of wrongs) {
      const outcome = await shell.exec(wrong);
      assert.deepEqual([outcome.code, stderrOf(outcome)], [255, refused], wrong.join(" "));
    }
  }));

Deno.test("a command on a simulated node beyond the hop ends with everything it started", () =>
  withSession({}, async (session) => {
    const { shell, ssh } = session;
    const hop = hopCommand("pve2", ssh.nodes["pve2"]?.host ?? "", { nodeFile: true });
    await assert.rejects(
      shell.exec([...hop, "cat"], { timeout: 300, stdin: endless() }),
      CommandTimeoutError,
    );
    assert.deepEqual(await leftBehind(session, "pve1"), []);
    assert.deepEqual(await leftBehind(session, "pve2"), []);
  }));

/** A stdin that has begun and does not end while the command runs. */
async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield new Uint8Array(10);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

Deno.test("a simulated node that is gone gives no way, directly or by the hop", () =>
  withSession({}, async ({ shell, ssh, simulator }) => {
    const address = ssh.nodes["pve3"]?.host ?? "";
    simulator.faults.breakNode("pve3", "gone");
    const outcome = await shell.exec([...hopCommand("pve3", address, { nodeFile: true }), "hostname"]);
    assert.deepEqual([outcome.code, stderrOf(outcome)], [
      255,
      `ssh: connect to host ${address} port 22: No route to host\r\n`,
    ]);
    assert.match(stdoutOf(await shell.exec("cat /etc/pve/.members")), /"pve3": \{ "id": 3, "online": 0/);
  }));
