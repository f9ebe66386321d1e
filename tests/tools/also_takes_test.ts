import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";

const told = /Also takes ([^.]+)\./;

Deno.test("every argument that a description mentions without the list showing it is accepted", () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const tool of allTools) {
    const listed = tool.inputSchema().properties ?? {};
    for (const word of told.exec(tool.description)?.[1]?.split(", ") ?? []) {
      const [name = ""] = word.split("=");
      seen += 1;
      if (name in listed) wrong.push(`${tool.name} lists ${name} and mentions it besides`);
      try {
        tool.prepare({ [name]: { no: "value" } });
      } catch (error) {
        if (String(error).includes(`there is no argument "${name}"`)) {
          wrong.push(`${tool.name} takes no ${name}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen > 40);
});
