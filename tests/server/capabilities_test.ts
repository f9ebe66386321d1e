import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";

// A client that is told of lists which change keeps a stream open for them; the Inspector then never ends.
Deno.test("no client is led to listen for lists that never change", async () => {
  await using lab = await startLab();
  const { tools, resources, prompts, completions } = lab.server.client.sdk.getServerCapabilities() ?? {};
  assert.ok(tools && resources && prompts && completions);
  for (const { listChanged = false } of [tools, resources, prompts]) assert.equal(listChanged, false);
  assert.equal("subscribe" in resources, false);
});
