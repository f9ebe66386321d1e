import assert from "node:assert/strict";
import { matchesAny, matchesGlob } from "../../src/policy/glob.ts";

Deno.test("a glob matches the whole text, with * for any run and ? for one character", () => {
  assert.ok(matchesGlob("web-*", "web-1"));
  assert.ok(matchesGlob("*", ""));
  assert.ok(matchesGlob("w?b", "wéb"));
  assert.ok(!matchesGlob("web", "web1"));
  assert.ok(!matchesGlob("w?b", "wb"));
});

Deno.test("characters of regular expressions stand for themselves in a glob", () => {
  assert.ok(matchesGlob("a.b", "a.b"));
  assert.ok(!matchesGlob("a.b", "axb"));
  assert.ok(matchesGlob("(x|y)[1]$", "(x|y)[1]$"));
});

Deno.test("case counts unless it is told not to", () => {
  assert.ok(!matchesGlob("db*", "DB1"));
  assert.ok(matchesGlob("db*", "DB1", { ignoreCase: true }));
  assert.ok(matchesAny(["x", "DB?"], "db1", { ignoreCase: true }));
});
