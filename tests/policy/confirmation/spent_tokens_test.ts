import assert from "node:assert/strict";
import { SpentTokens } from "../../../src/policy/confirmation/spent_tokens.ts";

Deno.test("a token is spent once", () => {
  const tokens = new SpentTokens({ now: () => 1000 });
  assert.ok(tokens.spend("a", 2000));
  assert.ok(!tokens.spend("a", 2000));
  assert.ok(tokens.spend("b", 2000));
});

Deno.test("an expired token cannot be spent, nor again after it was forgotten", () => {
  let now = 1000;
  const tokens = new SpentTokens({ capacity: 1, now: () => now });
  assert.ok(!tokens.spend("late", 1000));
  assert.ok(tokens.spend("a", 2000));
  now = 2000;
  assert.ok(tokens.spend("b", 3000), "the expired one made room");
  assert.ok(!tokens.spend("a", 2000));
});

Deno.test("a full store refuses rather than forgets", () => {
  const tokens = new SpentTokens({ capacity: 2, now: () => 0 });
  assert.ok(tokens.spend("a", 10) && tokens.spend("b", 10));
  assert.ok(!tokens.spend("c", 10));
  assert.ok(!tokens.spend("a", 10));
  assert.equal(tokens.size, 2);
});
