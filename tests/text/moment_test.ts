import assert from "node:assert/strict";
import { parseMoment } from "../../src/text/moment.ts";

const now = Date.UTC(2026, 10, 21, 12);

Deno.test("a point in time is a span back from now, or a date with or without a time in UTC", () => {
  const read: readonly (readonly [string, string])[] = [
    ["90m", "2026-11-21T10:30:00.000Z"],
    ["2d", "2026-11-19T12:00:00.000Z"],
    ["2026-11-20", "2026-11-20T00:00:00.000Z"],
    ["2026-11-20 01:44", "2026-11-20T01:44:00.000Z"],
    [" 2026-11-20T01:44:14Z ", "2026-11-20T01:44:14.000Z"],
  ];
  for (const [text, time] of read) assert.equal(parseMoment(text, now)?.toISOString(), time, text);
});

Deno.test("what is no point in time is none", () => {
  for (const text of ["", "yesterday", "12", "2026-13-01", "2026-11-21 25:00", "2026-11-21 01:44+02:00"]) {
    assert.equal(parseMoment(text, now), undefined, text);
  }
});
