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

Deno.test("each command is named once and has its own help, asked for in either way", async () => {
  const names = commands.map((command) => command.name);
  assert.equal(new Set(names).size, names.length, names.join(", "));
  const helps = await Promise.all(commands.map(({ name }, index) =>
    // Both ways lead to the same place; a process for each of all commands in both would cost more than it tells.
    run(index % 2 === 0 ? ["help", name] : [name, "--help"])
  ));
  for (const [index, { name, summary }] of commands.entries()) {
    const { code, stdout, stderr } = helps[index] ?? {};
    assert.deepEqual([code, stderr], [0, ""], name);
    assert.ok(stdout?.startsWith(`proxmox-mcp ${name}`) && stdout.includes(summary), stdout);
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
