import assert from "node:assert/strict";
import { Slots } from "../../src/ssh/slots.ts";

/** Takes places in order and notes who got one. */
function takers(slots: Slots, count: number, signal?: AbortSignal) {
  const got: number[] = [];
  const free: (() => void)[] = [];
  const waiting = Array.from({ length: count }, (_, index) =>
    slots.take(signal).then((release) => {
      got.push(index);
      free.push(release);
    }));
  return { got, free, waiting };
}

/** Lets every promise that can settle do so. */
async function settled(): Promise<void> {
  for (let round = 0; round < 20; round++) await Promise.resolve();
}

Deno.test("no more places are taken than there are, and they go to whoever waits longest", async () => {
  const slots = new Slots(2);
  const { got, free } = takers(slots, 5);
  await settled();
  assert.deepEqual([got, slots.taken], [[0, 1], 2]);
  free[0]?.();
  free[0]?.();
  await settled();
  assert.deepEqual([got, slots.taken], [[0, 1, 2], 2]);
  free[1]?.();
  free[2]?.();
  const late = takers(slots, 1);
  await settled();
  assert.deepEqual([got, late.got, slots.taken], [[0, 1, 2, 3, 4], [], 2]);
  free[3]?.();
  await settled();
  assert.deepEqual(late.got, [0]);
});

Deno.test("whoever stops waiting leaves the line without a place", async () => {
  const slots = new Slots(1);
  const first = takers(slots, 1);
  const controller = new AbortController();
  const leaving = slots.take(controller.signal);
  const second = takers(slots, 1);
  const reason = new Error("gone");
  controller.abort(reason);
  await assert.rejects(leaving, reason);
  await assert.rejects(slots.take(controller.signal), reason);
  first.free[0]?.();
  await settled();
  assert.deepEqual([second.got, slots.taken], [[0], 1]);
});

Deno.test("a lowered limit holds for those who come later, and is never below one", async () => {
  const slots = new Slots(3);
  const { free } = takers(slots, 3);
  await settled();
  slots.lower(0);
  const later = takers(slots, 2);
  free.forEach((release) => release());
  await settled();
  assert.deepEqual([later.got, slots.taken], [[0], 1]);
  slots.lower(5);
  assert.equal(slots.taken, 1);
});
