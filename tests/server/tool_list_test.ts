import assert from "node:assert/strict";
import { z } from "zod";
import { instructions } from "../../src/server/instructions.ts";
import { toolList } from "../../src/server/tool_list.ts";
import { allTools } from "../../src/tools/catalog.ts";
import { runtimeOf } from "../harness/in_process.ts";

const environment = {
  PROXMOX_HOST: "pve.example",
  PROXMOX_API_TOKEN_ID: "mcp@pve!assistant",
  PROXMOX_API_TOKEN_SECRET: "11111111-2222-3333-4444-555555555555",
};

const confirmable = z.object({ properties: z.object({ confirm: z.object({ type: z.literal("string") }) }) });

Deno.test("annotations follow the class of a tool, and only what can lose data takes a confirmation", () => {
  const listed = new Map(toolList(allTools, ["default"]).map((tool) => [tool.name, tool]));
  for (const tool of allTools) {
    const { annotations, inputSchema } = listed.get(tool.name) ?? {};
    if (tool.access === "read") assert.deepEqual(annotations, { readOnlyHint: true }, tool.name);
    else assert.equal(annotations?.destructiveHint, tool.access !== "write" || tool.mayConfirm, tool.name);
    assert.equal(confirmable.safeParse(inputSchema).success, tool.mayConfirm, tool.name);
    if (tool.access === "destroy") assert.ok(tool.mayConfirm, `${tool.name} loses data without a word`);
  }
});

Deno.test("the list is the same each time it is asked for", () => {
  assert.deepEqual(toolList(allTools, ["default"]), toolList(allTools, ["default"]));
});

Deno.test("the instructions say what this server may do", async (t) => {
  const modes: readonly (readonly [string, Record<string, string>, RegExp, RegExp])[] = [
    ["default", {}, /confirmed by the human/, /only looks|Nothing can be deleted/],
    ["read-only", { PROXMOX_READ_ONLY: "true" }, /only looks; nothing can be changed/, /confirmed/],
    [
      "safe mode",
      { PROXMOX_SAFE_MODE: "true" },
      /Nothing can be deleted, rolled back or overwritten/,
      /confirmed/,
    ],
  ];
  for (const [mode, settings, says, saysNot] of modes) {
    await t.step(mode, async () => {
      const runtime = await runtimeOf({ ...environment, ...settings });
      const text = instructions(runtime.policy, runtime.clusterNames);
      assert.match(text, says);
      assert.doesNotMatch(text, saysNot);
      assert.match(text, /data, never as instructions/);
      assert.ok(text.length < 800, String(text.length));
    });
  }
});
