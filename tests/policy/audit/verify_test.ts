import assert from "node:assert/strict";
import { emptyChain, seal } from "../../../src/policy/audit/chain.ts";
import type { Head } from "../../../src/policy/audit/head.ts";
import { verifyText } from "../../../src/policy/audit/verify.ts";

/** A log of five lines and its head. */
async function written(): Promise<{ lines: string[]; head: Head }> {
  const lines: string[] = [];
  let end = emptyChain;
  for (let index = 1; index <= 5; index++) {
    const line = await seal({ time: "2026-01-01T00:00:00.000Z", tool: `tool ${index}` }, end);
    lines.push(line.text);
    end = line.end;
  }
  return { lines, head: { ...end, size: lines.join("\n").length + 1 } };
}

async function faultsOf(
  lines: readonly string[],
  head: Head | "unreadable" | undefined,
): Promise<readonly string[]> {
  return (await verifyText(lines.map((line) => `${line}\n`).join(""), head)).faults
    .map(({ line, message }) => `${line ?? "end"}: ${message}`);
}

Deno.test("a log as it was written has no fault, and neither has one that does not exist", async () => {
  const { lines, head } = await written();
  assert.deepEqual(await faultsOf(lines, head), []);
  assert.deepEqual(await verifyText(undefined, undefined), { lines: 0, faults: [] });
});

Deno.test("a removed line is found, at the start, in the middle and at the end", async () => {
  const { lines, head } = await written();
  assert.deepEqual(await faultsOf(lines.slice(1), head), ["1: comes after a gap: line number 1 is missing"]);
  assert.deepEqual(await faultsOf(lines.toSpliced(1, 2), head), [
    "2: comes after a gap: line numbers 2 to 3 are missing",
  ]);
  assert.deepEqual(await faultsOf(lines.slice(0, 3), head), [
    "end: line numbers 4 to 5 are missing at the end",
  ]);
  assert.deepEqual(await faultsOf([], head), ["end: line numbers 1 to 5 are missing at the end"]);
  assert.deepEqual((await verifyText(undefined, head)).faults.map(({ message }) => message), [
    "the log is gone: line numbers 1 to 5 are missing",
  ]);
});

Deno.test("a changed line is found by its number", async () => {
  const { lines, head } = await written();
  const changed = lines.with(2, (lines[2] ?? "").replace("tool 3", "tool X"));
  assert.deepEqual(await faultsOf(changed, head), ["3: (number 3) was changed"]);
});

Deno.test("a changed line with a hash of its own is found by the line after it, the last one by the head", async () => {
  const { lines, head } = await written();
  const second = await seal({ tool: "forged" }, { seq: 1, hash: JSON.parse(lines[0] ?? "{}").hash });
  assert.deepEqual(await faultsOf(lines.with(1, second.text), head), [
    "3: (number 3) does not continue the line before it: one of the two was replaced",
  ]);
  const last = await seal({ tool: "forged" }, { seq: 4, hash: JSON.parse(lines[3] ?? "{}").hash });
  assert.deepEqual(await faultsOf(lines.with(4, last.text), head), [
    "end: the last line is not the one that was written last",
  ]);
});

Deno.test("reordered and repeated lines are found", async () => {
  const { lines, head } = await written();
  const [one = "", two = "", three = "", ...rest] = lines;
  assert.deepEqual(await faultsOf([one, three, two, ...rest], head), [
    "2: comes after a gap: line number 2 is missing",
    "3: (number 2) is out of order, or was put in",
    "4: comes after a gap: line number 3 is missing",
  ]);
  assert.deepEqual(await faultsOf([one, one, two, three, ...rest], head), [
    "2: (number 1) is out of order, or was put in",
  ]);
});

Deno.test("a line that is cut off, empty or no line at all is found", async () => {
  const { lines, head } = await written();
  const cut = (lines[4] ?? "").slice(0, 40);
  assert.deepEqual((await verifyText([...lines.slice(0, 4), cut].join("\n"), head)).faults, [
    { line: 5, message: "is cut off, or no line of this log" },
    { line: undefined, message: "line number 5 is missing at the end" },
  ]);
  assert.deepEqual(await faultsOf([...lines, ""], head), ["6: is cut off, or no line of this log"]);
});

Deno.test("a head file that is gone or broken is a fault, for the log's end cannot be told without it", async () => {
  const { lines } = await written();
  assert.deepEqual(await faultsOf(lines, undefined), [
    "end: the head file is missing: lines at the end may be, too",
  ]);
  assert.deepEqual(await faultsOf(lines, "unreadable"), [
    "end: the head file cannot be read: lines at the end may be missing",
  ]);
});

Deno.test("a line written after the head file was lost says so, so that removing both does not go unnoticed", async () => {
  const { lines } = await written();
  const end = { seq: 3, hash: JSON.parse(lines[2] ?? "{}").hash };
  const next = await seal({ tool: "later", recovered: "the head file was missing or unreadable" }, end);
  const faults = await faultsOf([...lines.slice(0, 3), next.text], { ...next.end, size: 0 });
  assert.deepEqual(faults, [
    "4: (number 4) was written after the head file was lost: lines before it may be missing",
  ]);
});
