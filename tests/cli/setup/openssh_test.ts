import assert from "node:assert/strict";
import { startCluster } from "../../harness/cluster.ts";
import { hasTmux } from "../../harness/terminal.ts";
import { withNode } from "../../ssh/lab/lab.ts";
import { labMissing } from "../../ssh/lab/lab_here.ts";
import { clusterOptions, newcomer } from "./newcomer.ts";
import { Person } from "./person.ts";

Deno.test({
  name:
    "a real OpenSSH server lets the new key in by the line that setup shows (left out without tmux or the lab)",
  ignore: !hasTmux || labMissing !== undefined,
  fn: () =>
    withNode({ name: "pve1" }, async (node) => {
      await using cluster = await startCluster();
      await using someone = await newcomer({});
      await using person = await Person.start(someone, cluster, [
        ...[...clusterOptions(cluster), "--access", "operate", "--ssh"],
        ...["--ssh-host", `${node.host}:${node.port}`],
      ]);
      await person.answer(/Password of root@pam/, "simulator");
      const asked = await person.asked(/Is it the same\?/);
      assert.ok(asked.includes(node.fingerprints["ed25519"] ?? "none"), asked);
      await person.decide(/Is it the same\?/, "y");
      await person.decide(/Done\?/, "y");
      const screen = await person.asked(/Try again\?/);
      assert.match(screen, /does not let root in with the new key yet/);
      const line = /^ {3}ssh (.*)$/m.exec(screen)?.[1] ?? assert.fail(screen);
      const own = `-i '${node.keyPath}' -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
      const { success, stderr } = await new Deno.Command("sh", {
        args: ["-c", `ssh ${own} ${line}`],
        stdin: "null",
        signal: AbortSignal.timeout(20_000),
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
      await person.decide(/Try again\?/, "y");
      await person.decide(/Do all this\?/, "Enter");
      assert.equal(await person.terminal.ended(), 0);
      const ran = await someone.run(["call", "ct_exec", "vmid=100", "command=hostname"]);
      assert.match(
        ran.stdout,
        /web1/,
        `what the lab's container is called, not the simulator's: ${ran.stderr}`,
      );
    }),
});
