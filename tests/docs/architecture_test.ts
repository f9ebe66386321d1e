import assert from "node:assert/strict";
import { rows } from "../house/rules.ts";
import { repository } from "./document.ts";

Deno.test("docs/architecture.md has the rule of imports as it is checked", async () => {
  const page = await Deno.readTextFile(new URL("docs/architecture.md", repository));
  assert.ok(page.includes(`\n${rows.map((row) => row.join(", ")).join(" → ")}\n`));
});
