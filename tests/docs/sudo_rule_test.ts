import assert from "node:assert/strict";
import { containerExec } from "../../src/ssh/container_exec.ts";
import { CommandTimeoutError } from "../../src/ssh/run.ts";
import { withNode } from "../ssh/lab/lab.ts";
import { labMissing } from "../ssh/lab/lab_here.ts";
import { openGuard, stdoutOf, withNodes } from "../ssh/lab/session.ts";
import { sudoHere, withSudoUser } from "../ssh/lab/sudo_user.ts";
import { repository } from "./document.ts";

Deno.test({
  name:
    "the rule for sudo in SECURITY.md is enough to run commands in containers and to end them (left out without the lab or sudo)",
  ignore: labMissing !== undefined || !sudoHere,
  fn: async () => {
    const page = await Deno.readTextFile(new URL("SECURITY.md", repository));
    const allowed = /^echo 'mcp ALL=\(root\) NOPASSWD: (.*)' > \/etc\/sudoers\.d\/mcp$/m.exec(page)?.[1];
    assert.ok(allowed !== undefined, "SECURITY.md has no rule");
    await withNode({ setup: withSudoUser(allowed) }, async (node) => {
      await withNodes(
        { settings: node.settings({ user: "mcp", sudo: true }), guard: openGuard },
        async (nodes) => {
          const shell = await nodes.entry();
          assert.equal(stdoutOf(await containerExec(shell, 100, { command: "echo in" })), "in\n");
          await assert.rejects(
            containerExec(shell, 100, { command: "sleep 1000" }, { timeout: 500 }),
            CommandTimeoutError,
          );
          assert.deepEqual(await node.leftBehind(), []);
        },
      );
    });
  },
});
