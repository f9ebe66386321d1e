import { deepEqual, equal, rejects } from "node:assert/strict";
import { generate } from "../../scripts/docs.ts";
import { replaceSections } from "../../scripts/docs/sections.ts";

Deno.test("what is generated from the code is up to date in the repository (else: deno task docs)", async () => {
  deepEqual(await generate(new URL("../../", import.meta.url), true), []);
});

Deno.test("a generated part stands between its markers and nothing else changes", async () => {
  const before = "# A\n<!-- generated:settings -->\nold\n<!-- /generated:settings -->\nend\n";
  const after = await replaceSections(before, { settings: () => "| new |" });
  equal(after, "# A\n<!-- generated:settings -->\n\n| new |\n\n<!-- /generated:settings -->\nend\n");
  equal(await replaceSections(after, { settings: () => "| new |" }), after);
});

Deno.test("a marker without section, without end, and a section without marker are errors", async () => {
  await rejects(replaceSections("<!-- generated:toolz -->", {}), /names no section/);
  await rejects(replaceSections("<!-- generated:tools -->", { tools: () => "" }), /has no end/);
  await rejects(replaceSections("text", { tools: () => "" }), /No marker for tools/);
});
