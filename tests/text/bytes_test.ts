import assert from "node:assert/strict";
import { formatBytes, formatPercent, formatUsage } from "../../src/text/bytes.ts";

Deno.test("bytes are written in binary units with at most one decimal", () => {
  const written: readonly (readonly [number | undefined, string])[] = [
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [100 * 1024, "100 KiB"],
    [34_359_738_368, "32 GiB"],
    [5.25 * 1024 ** 4, "5.3 TiB"],
    [2 ** 60, "1024 PiB"],
    [-2048, "-2 KiB"],
    [undefined, "-"],
    [Number.NaN, "-"],
  ];
  for (const [bytes, text] of written) assert.equal(formatBytes(bytes), text);
});

Deno.test("a share is written without decimals from ten percent on, and never negative", () => {
  const written: readonly (readonly [number | undefined, string])[] = [
    [0, "0 %"],
    [0.0042, "0.4 %"],
    [0.0996, "10 %"],
    [0.1, "10 %"],
    [0.556, "56 %"],
    [1, "100 %"],
    [-0.003, "0 %"],
    [undefined, "-"],
  ];
  for (const [share, text] of written) assert.equal(formatPercent(share), text);
});

Deno.test("usage says how much of how much, and only what is known", () => {
  assert.equal(formatUsage(1024 ** 3, 4 * 1024 ** 3), "1 GiB of 4 GiB (25 %)");
  assert.equal(formatUsage(undefined, 4 * 1024 ** 3), "4 GiB");
  assert.equal(formatUsage(1024, undefined), "1 KiB");
  assert.equal(formatUsage(0, 0), "0 B");
  assert.equal(formatUsage(undefined, undefined), "-");
});
