import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";

// A client that is told of lists which change keeps a stream open for them; the Inspector then never ends.
Deno.test("no client is led to listen for lists that never change", async () => {
  await using lab = await startLab();
  assert.deepEqual(lab.server.client.sdk.getServerCapabilities(), {
    tools: { listChanged: false },
    resources: { listChanged: false },
    prompts: { listChanged: false },
    completions: {},
  });
});
