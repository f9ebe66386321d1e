import assert from "node:assert/strict";
import { formatDuration, formatTime } from "../../src/text/duration.ts";

Deno.test("a duration is written in its two largest units", () => {
  const written: readonly (readonly [number | undefined, string])[] = [
    [0, "0 s"],
    [0.4, "0 s"],
    [59.6, "1 min"],
    [45, "45 s"],
    [200, "3 min 20 s"],
    [3600, "1 h"],
    [18_120, "5 h 2 min"],
    [86_400 * 12 + 4 * 3600 + 59, "12 d 4 h"],
    [86_400 + 59, "1 d"],
    [-5, "0 s"],
    [undefined, "-"],
    [Infinity, "-"],
  ];
  for (const [seconds, text] of written) assert.equal(formatDuration(seconds), text);
});

Deno.test("a time is written in UTC to the second", () => {
  assert.match(formatTime(1_795_225_454), /^2026-11-21 0\d:\d\d:\d\d/);
  assert.equal(formatTime(0).slice(0, 19), "1970-01-01 00:00:00");
  assert.equal(formatTime(undefined), "-");
  assert.equal(formatTime(Number.NaN), "-");
});
