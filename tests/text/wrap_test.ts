import assert from "node:assert/strict";
import { wrap } from "../../src/text/wrap.ts";

Deno.test("a line is broken between words, and only there", () => {
  assert.deepEqual(wrap("one two three four", 9), ["one two", "three", "four"]);
  assert.deepEqual(wrap("a-word-of-twenty-chars and more", 9), ["a-word-of-twenty-chars", "and more"]);
  assert.deepEqual(wrap("one two", 7), ["one two"]);
  assert.deepEqual(wrap("", 9), [""]);
});
