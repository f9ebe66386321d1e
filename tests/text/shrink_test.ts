import assert from "node:assert/strict";
import { shrink } from "../../src/text/shrink.ts";

Deno.test("a picture that fits stays as it is", () => {
  const picture = { width: 3, height: 1, pixels: new Uint8Array(9) };
  assert.equal(shrink(picture, 3), picture);
});

Deno.test("a wide picture keeps its shape, and each pixel is the mean of those it stands for", () => {
  const grey = [0, 100, 20, 40, 200, 100, 60, 80];
  const picture = {
    width: 4,
    height: 2,
    pixels: Uint8Array.from(grey.flatMap((value) => [value, 0, value])),
  };
  const small = shrink(picture, 2);
  assert.deepEqual([small.width, small.height], [2, 1]);
  assert.deepEqual([...small.pixels], [100, 0, 100, 50, 0, 50]);
});

Deno.test("a picture shrinks by any factor, and is never without a row", () => {
  const picture = { width: 1920, height: 1, pixels: new Uint8Array(1920 * 3).fill(7) };
  const small = shrink(picture, 1600);
  assert.deepEqual([small.width, small.height, new Set(small.pixels)], [1600, 1, new Set([7])]);
});
