import assert from "node:assert/strict";
import * as z from "zod";
import { allTools } from "../../src/tools/catalog.ts";
import { schemaOf } from "../../src/tools/schema.ts";

Deno.test("a schema is written without what only costs bytes", () => {
  const schema = schemaOf(
    z.object({
      vmid: z.int().min(100).max(999_999_999),
      limit: z.int().min(1).default(30),
      name: z.string().min(1).max(64).regex(/^a/).optional().describe("part of it"),
      tags: z.array(z.string().max(9)).optional(),
    }),
    "input",
  );
  assert.deepEqual(schema, {
    type: "object",
    properties: {
      vmid: { type: "integer", minimum: 100, maximum: 999_999_999 },
      limit: { type: "integer" },
      name: { type: "string", description: "part of it" },
      tags: { type: "array", items: { type: "string" } },
    },
    required: ["vmid"],
  });
});

Deno.test("every tool's schema is a flat object that all clients understand", () => {
  for (const tool of allTools) {
    const schema = tool.inputSchema();
    assert.equal(schema.type, "object", tool.name);
    assert.deepEqual(
      Object.keys(schema).filter((word) => !["type", "properties", "required"].includes(word)),
      [],
    );
    assert.doesNotMatch(JSON.stringify(schema), /"\$(?:schema|ref|defs)"/, tool.name);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      assert.match(name, /^[a-z][a-z0-9_]*$/, tool.name);
      assert.equal(typeof property.type, "string", `${tool.name}.${name} has no one type`);
    }
    for (const name of schema.required ?? []) assert.ok(name in (schema.properties ?? {}), tool.name);
  }
});

Deno.test("every tool has a name of the house, a title and a short description", () => {
  for (const tool of allTools) {
    assert.match(tool.name, /^proxmox(?:_[a-z]+)+$/);
    assert.ok(tool.title.length > 3 && tool.title.length <= 40, tool.title);
    assert.match(tool.description, /^[A-Z].*\.$/, tool.name);
    assert.ok(tool.description.length <= 320, `${tool.name}: ${tool.description.length}`);
  }
  const names = allTools.map((tool) => tool.name);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("VM and container twins for daily work take the same arguments", () => {
  const core = allTools.filter((tool) => tool.toolset === "core" && tool.access !== "exec");
  for (const vm of core.filter((tool) => tool.name.includes("_vm_"))) {
    const ct = core.find((tool) => tool.name === vm.name.replace("_vm_", "_ct_"));
    if (ct === undefined) continue;
    assert.deepEqual(
      Object.keys(ct.inputSchema().properties ?? {}),
      Object.keys(vm.inputSchema().properties ?? {}),
      vm.name,
    );
  }
});
