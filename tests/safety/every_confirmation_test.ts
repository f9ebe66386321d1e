import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { previewOf } from "../harness/confirmed.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import { boundByArguments, type ConfirmedCall, confirmedCalls } from "./confirmed_calls.ts";
import { recorded } from "./recorded.ts";
import { Unchanged } from "./unchanged.ts";

async function labFor({ prepare }: ConfirmedCall): Promise<Lab> {
  const lab = await startLab({ speed: 1000, settings: { PROXMOX_TOOLSETS: "all" } });
  prepare?.(lab.simulator.cluster.state);
  return lab;
}

Deno.test("every tool that may ask first has its call in this test", () => {
  const tested = new Set([...confirmedCalls, ...boundByArguments].map(({ tool }) => tool));
  const elsewhere = ["proxmox_api_call", "proxmox_snapshot_restore", "proxmox_snapshot_delete"];
  const left = allTools.filter(({ mayConfirm, name }) => mayConfirm && !tested.has(name)).map(({ name }) =>
    name
  );
  assert.deepEqual(left, elsewhere);
});

for (const call of [...confirmedCalls, ...boundByArguments]) {
  const { tool, args, meanwhile } = call;
  const written = `${tool} ${JSON.stringify(args)}`;

  Deno.test(`${written} does nothing before it is confirmed, and acts once when it is`, async () => {
    await using lab = await labFor(call);
    const before = new Unchanged(lab.cluster);
    const { token } = await previewOf(lab, tool, args);
    before.check("the preview");
    const altered = token.replace(/(?<=\.)./g, (letter) => letter === "A" ? "B" : "A");
    assert.match(await lab.failure(tool, { ...args, confirm: altered }), /not valid/);
    before.check("a token that was altered");
    await lab.text(tool, { ...args, confirm: token });
    const last = (await recorded(lab.cluster)).at(-1);
    assert.equal(last?.confirmation, "token");
    const after = new Unchanged(lab.cluster);
    after.check(await lab.failure(tool, { ...args, confirm: token }));
  });

  if (boundByArguments.includes(call)) continue;
  Deno.test(`${written} does nothing when what it is about has changed since the preview`, async () => {
    await using lab = await labFor(call);
    const { token } = await previewOf(lab, tool, args);
    meanwhile(lab.simulator.cluster.state);
    const before = new Unchanged(lab.cluster);
    const text = await lab.failure(tool, { ...args, confirm: token });
    before.check(text);
    assert.match(text, /its target has changed since it was shown\. Nothing was done\./);
  });
}
