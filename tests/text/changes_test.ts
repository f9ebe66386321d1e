import assert from "node:assert/strict";
import { changes, optionLines } from "../../src/text/changes.ts";

Deno.test("what is different between two states is a line an option", () => {
  assert.deepEqual(
    changes(
      { comment: "old", enable: 1, nodes: ["b", "a"], digest: "1", gone: "x", same: "1", empty: [] },
      { comment: "new", enable: "1", nodes: ["a", "b"], digest: "2", same: 1, fresh: true, empty: undefined },
    ),
    ["comment: old -> new", "fresh: (not set) -> 1", "gone: x -> (not set)"],
  );
});

Deno.test("options are a line each, without marks, empty ones and hidden characters", () => {
  assert.deepEqual(
    optionLines({ pos: 3, digest: "1", name: "a\u202eb\nc", none: "", list: ["y", "x"], object: { a: 1 } }),
    ["list: x, y", "name: ab c", 'object: {"a":1}'],
  );
});
