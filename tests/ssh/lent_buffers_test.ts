import assert from "node:assert/strict";
import { LentBuffers } from "../../src/ssh/lent_buffers.ts";

Deno.test("a buffer that was given back is lent again, once however often it is given back", () => {
  const buffers = new LentBuffers(100);
  const first = buffers.lend(10);
  assert.equal(first.length, 10);
  assert.notEqual(buffers.lend(10).buffer, first.buffer);
  buffers.giveBack(first.subarray(3));
  buffers.giveBack(first);
  const second = buffers.lend();
  assert.equal(second.length, 100);
  assert.equal(second.buffer, first.buffer);
  assert.notEqual(buffers.lend().buffer, first.buffer);
});

Deno.test("memory that was not lent is never lent to others", () => {
  const buffers = new LentBuffers(100);
  const [long, foreign] = [buffers.lend(101), new Uint8Array(100)];
  assert.equal(long.length, 101);
  buffers.giveBack(long);
  buffers.giveBack(foreign);
  const lent = buffers.lend();
  assert.ok(lent.buffer !== foreign.buffer && lent.buffer !== long.buffer);
});
