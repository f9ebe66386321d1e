import assert from "node:assert/strict";
import { migrationProgress } from "../../../src/proxmox/provision/migrate.ts";
import type { TaskProgress } from "../../../src/proxmox/task_progress.ts";

const gib = 2 ** 30;

function told(disks: readonly number[], messages: readonly string[]): readonly TaskProgress[] {
  const seen: TaskProgress[] = [];
  const tell = migrationProgress(
    disks.map((size) => ({ volume: "a:b", size })),
    (progress) => seen.push(progress),
  );
  for (const message of messages) tell?.({ percent: undefined, message });
  return seen;
}

Deno.test("bytes of disks that are copied one after the other add up", () => {
  const dd = (bytes: number) => `${bytes} bytes (1.0 GB, 1.0 GiB) copied, 3 s, 109 MB/s`;
  assert.deepEqual(told([2 * gib, 2 * gib], [dd(gib), dd(2 * gib), dd(gib / 2)]), [
    { percent: 25, message: "copied 1 GiB of 4 GiB" },
    { percent: 50, message: "copied 2 GiB of 4 GiB" },
    { percent: 62.5, message: "copied 2.5 GiB of 4 GiB" },
  ]);
});

Deno.test("other lines pass as they are, and nobody is told who does not listen", () => {
  const line = "starting online/live migration on unix:/run/qemu-server/100.migrate";
  assert.deepEqual(told([gib], [line]), [{ percent: undefined, message: line }]);
  assert.equal(migrationProgress([], undefined), undefined);
});
