import assert from "node:assert/strict";
import { run } from "../harness/run.ts";
import { version } from "../../src/version.ts";
import { commands } from "../../src/cli/commands.ts";

Deno.test("--version prints name and version", async () => {
  assert.deepEqual(await run(["--version"]), { code: 0, stdout: `proxmox-mcp ${version}\n`, stderr: "" });
});

Deno.test("--help lists every command and setting on standard output", async () => {
  const { code, stdout, stderr } = await run(["--help"]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const { name } of commands) assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
  for (const setting of ["PROXMOX_HOST", "PROXMOX_FINGERPRINT", "LOG_LEVEL", "PROXMOX_READ_ONLY"]) {
    assert.match(stdout, new RegExp(`\\b${setting}\\b`));
  }
});

Deno.test("each command is named once and has its own help", async (t) => {
  const names = commands.map((command) => command.name);
  assert.equal(new Set(names).size, names.length, names.join(", "));
  for (const { name, summary } of commands) {
    await t.step(name, async () => {
      const [asked, option] = await Promise.all([run(["help", name]), run([name, "--help"])]);
      assert.equal(asked.code, 0);
      assert.ok(asked.stdout.includes(summary), asked.stdout);
      assert.deepEqual(option, asked);
    });
  }
});

Deno.test("a mistyped command is refused with the nearest one", async () => {
  for (const args of [["simulat"], ["help", "simulat"]]) {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /no command "simulat"\. Did you mean "simulate"\?/);
  }
});

Deno.test("an option that serve does not know is refused before anything is served", async () => {
  const { code, stdout, stderr } = await run(["--bogus"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /does not know "--bogus"/);
});
