import assert from "node:assert/strict";
import { permissions } from "../../src/cli/permissions.ts";
import { readVersion } from "../../scripts/compile/version.ts";
import { smoke } from "../../scripts/smoke/checks.ts";

/** A program that answers each line with what `answers` gives for its method. */
function fakeServer(answers: Readonly<Record<string, unknown>>, exitCode = 0): readonly string[] {
  const code = `
    const answers = ${JSON.stringify(answers)};
    let rest = "";
    for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\\n");
      rest = lines.pop();
      for (const { id, method } of lines.map((line) => JSON.parse(line))) {
        if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method] }));
      }
    }
    Deno.exit(${exitCode});`;
  return [Deno.execPath(), "eval", code];
}

const healthy = {
  initialize: { serverInfo: { name: "fake", version: "9.9.9" } },
  "tools/list": { tools: [{ name: "proxmox_node_list" }] },
  "tools/call": { content: [{ type: "text", text: "pve1 online" }] },
};

Deno.test("main.ts answers on the simulator with exactly the permissions that binaries embed", async () => {
  const version = await readVersion();
  const main = new URL("../../main.ts", import.meta.url).href;
  const report = await smoke([Deno.execPath(), "run", ...permissions, main], version);
  assert.ok(report.tools >= 34, `${report.tools} tools`);
});

Deno.test("a server that answers everything well passes the smoke check", async () => {
  const report = await smoke(fakeServer(healthy), "9.9.9");
  assert.deepEqual(report, { version: "9.9.9", tools: 1, nodes: "pve1 online" });
});

Deno.test("a server of another version fails the smoke check", async () => {
  await assert.rejects(smoke(fakeServer(healthy), "1.0.0"), /says it is version 9\.9\.9, not 1\.0\.0/);
});

Deno.test("a server whose tool fails or finds no node fails the smoke check", async () => {
  const failed = { isError: true, content: [{ type: "text", text: "Connection refused" }] };
  await assert.rejects(
    smoke(fakeServer({ ...healthy, "tools/call": failed }), "9.9.9"),
    /failed: Connection refused/,
  );
  const empty = { content: [{ type: "text", text: "No nodes" }] };
  await assert.rejects(
    smoke(fakeServer({ ...healthy, "tools/call": empty }), "9.9.9"),
    /no node that is online/,
  );
});

Deno.test("a server that ends badly, or before it answers, fails the smoke check", async () => {
  await assert.rejects(smoke(fakeServer(healthy, 3), "9.9.9"), /ended with code 3/);
  const dying = [Deno.execPath(), "eval", "console.error('no configuration'); Deno.exit(2)"];
  await assert.rejects(smoke(dying, "9.9.9"), /ended early\. It wrote: no configuration/);
});
