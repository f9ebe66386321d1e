import assert from "node:assert/strict";
import { pruneMarks } from "../../../src/simulator/backup/prune.ts";
import type { Volume } from "../../../src/simulator/cluster/storage.ts";

const DAY = 24 * 60 * 60;
const NOON = Date.UTC(2026, 5, 15, 12) / 1000;

function backup(name: string, daysAgo: number, rest: Partial<Volume> = {}): Volume {
  const given = { content: "backup", format: "vma.zst", subtype: "qemu", vmid: 100, size: 1 } as const;
  return { name, ...given, ctime: NOON - daysAgo * DAY, ...rest };
}

function marks(volumes: Volume[], rules: string): Record<string, string> {
  return Object.fromEntries(pruneMarks(volumes, rules).map(({ volume, mark }) => [volume.name, mark]));
}

Deno.test("without rules everything is kept", () => {
  assert.deepEqual(marks([backup("a", 0), backup("b", 9)], ""), { a: "keep", b: "keep" });
});

Deno.test("a rule does not count what a rule before it has kept", () => {
  const volumes = [backup("today", 0), backup("yesterday", 1), backup("before", 2), backup("old", 3)];
  assert.deepEqual(marks(volumes, "keep-last=1,keep-daily=2"), {
    today: "keep",
    yesterday: "keep",
    before: "keep",
    old: "remove",
  });
});

Deno.test("of several backups of a day the newest is kept", () => {
  const volumes = [backup("noon", 0), backup("morning", 0.3), backup("yesterday", 1)];
  assert.deepEqual(marks(volumes, "keep-daily=2"), { noon: "keep", morning: "remove", yesterday: "keep" });
});

Deno.test("protected backups stay and do not count", () => {
  const volumes = [backup("kept by hand", 0, { protected: true }), backup("last", 1), backup("old", 2)];
  assert.deepEqual(marks(volumes, "keep-last=1"), {
    "kept by hand": "protected",
    last: "keep",
    old: "remove",
  });
});

Deno.test("each guest is counted for itself", () => {
  const volumes = [backup("a", 0), backup("b", 1, { vmid: 101 }), backup("c", 2, { vmid: 101 })];
  assert.deepEqual(marks(volumes, "keep-last=1"), { a: "keep", b: "keep", c: "remove" });
});
