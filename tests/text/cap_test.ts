import assert from "node:assert/strict";
import { capEnd, capMiddle } from "../../src/text/cap.ts";

const log = Array.from({ length: 500 }, (_, index) => `line ${index + 1}`).join("\n");

Deno.test("text within the limit stays as it is", () => {
  assert.equal(capMiddle(log, log.length), log);
  assert.equal(capEnd("abc", 3), "abc");
});

Deno.test("longer text keeps whole lines of head and tail and says how much is left out", () => {
  const capped = capMiddle(log, 1000);
  assert.ok(capped.length <= 1000, String(capped.length));
  const [head = "", between = "", tail = ""] = capped.split(/^(\[\.\.\. .* \.\.\.\])$/m);
  assert.match(head, /^line 1\nline 2\n/);
  assert.match(tail, /\nline 500$/);
  for (const line of [...head.trim().split("\n"), ...tail.trim().split("\n")]) {
    assert.match(line, /^line \d+$/);
  }
  const [, left, whole] = /(\d+) of (\d+) characters left out/.exec(between) ?? [];
  assert.equal(Number(whole), log.length);
  assert.ok(Math.abs(Number(left) + head.length + tail.length - log.length) <= 2, between);
});

Deno.test("one line without an end is cut all the same", () => {
  const capped = capMiddle("x".repeat(5000), 500);
  assert.ok(capped.length <= 500);
  assert.match(capped, /^x+\n\[\.\.\. \d+ of 5000 characters left out \.\.\.\]\nx+$/);
});

Deno.test("a limit below any use does not break", () => {
  assert.match(capMiddle("x".repeat(200), 10), /left out/);
  assert.equal(capEnd("abc", 1), "…");
  assert.equal(capEnd("abc", 0), "…");
});

Deno.test("no cut goes through a character of two units", () => {
  const foxes = "🦊".repeat(500);
  for (const limit of [100, 101, 102, 103]) {
    for (const capped of [capEnd(foxes, limit), capMiddle(foxes, limit), capMiddle(`x${foxes}`, limit)]) {
      assert.ok(capped.isWellFormed(), `${limit}: ${capped}`);
      assert.ok(capped.length <= limit, `${limit}: ${capped.length}`);
    }
  }
});
