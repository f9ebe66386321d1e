import assert from "node:assert/strict";
import { changes, optionLines, stateText } from "../../src/text/changes.ts";

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

Deno.test("two states have one text only where they are the same, whatever their order and their marks", () => {
  const state = { privs: ["A", "B"], user: { name: "x", tokens: [{ id: 1 }, { id: 2 }] }, digest: "1" };
  const same = {
    user: { tokens: [{ id: 2 }, { id: 1 }], name: "x" },
    digest: "2",
    privs: ["B", "A"],
    none: undefined,
  };
  assert.equal(stateText(state), stateText(same));
  const others: readonly unknown[] = [
    { ...state, privs: ["A", "B", "C"] },
    { ...state, privs: "A,B" },
    { ...state, user: { name: "x", tokens: [{ id: 1 }, { id: 1 }] } },
    { ...state, more: null },
    { privs: [...Array.from({ length: 200 }, (_, at) => `Privilege.${at}`), "A"] },
    { privs: [...Array.from({ length: 200 }, (_, at) => `Privilege.${at}`), "B"] },
    [state],
    undefined,
    "undefined",
  ];
  const texts = [state, ...others].map(stateText);
  assert.equal(new Set(texts).size, texts.length);
});
