import assert from "node:assert/strict";
import { join } from "node:path";
import type { Arguments } from "../../harness/tool_client.ts";
import { pause } from "../../../src/wire/pause.ts";
import { type End, roundTrip, withEnds } from "../lab/ends.ts";
import { content, namesIn, sparseFile } from "../lab/files.ts";
import { labTest } from "../lab/lab_here.ts";
import type { Served } from "../lab/served.ts";

/** Starts copies of 400 MB, up and down, and hands each over with what hears of its progress, to end it in the middle. */
async function withLargeCopies(
  { push, pull, at, directory, outside }: End,
  served: Served,
  interrupt: (tool: string, args: Arguments) => Promise<void>,
): Promise<void> {
  await sparseFile(served.files, "up", 400_000_000);
  await sparseFile(outside, "there", 400_000_000);
  await interrupt(push, { ...at, path: `${directory}/new`, local: "up" });
  await interrupt(pull, { ...at, path: `${directory}/there`, local: "down" });
  // A cancelled call is over for its client before the server has cleaned up.
  const left = async () => [await namesIn(outside), await namesIn(served.files)].flat().join(" ");
  for (let round = 0; round < 100 && await left() !== "there up"; round++) await pause(20);
  assert.equal(await left(), "there up");
  await Deno.remove(join(outside, "there"));
  await Deno.remove(join(served.files, "up"));
}

const largeFiles = { settings: { MAX_FILE_SIZE: "500000000" } };

labTest(
  "a copy that is cancelled leaves nothing there, nothing here and no process",
  () =>
    withEnds(largeFiles, async (end, served) => {
      await withLargeCopies(end, served, async (tool, args) => {
        const controller = new AbortController();
        const onProgress = () => controller.abort(new Error("enough"));
        await assert.rejects(served.call(tool, args, { signal: controller.signal, onProgress }), /enough/);
        assert.deepEqual(await served.node.leftBehind(), []);
      });
    }),
);

labTest(
  "a copy whose connection is cut leaves nothing there, nothing here and no process, and the next one goes",
  () =>
    withEnds(largeFiles, async (end, served) => {
      await withLargeCopies(end, served, async (tool, args) => {
        let cut: Promise<void> | undefined;
        const onProgress = () => void (cut ??= served.node.restartSshd());
        assert.match(await served.failure(tool, args, { onProgress }), /SSH connection to \S+ broke/);
        await cut;
        assert.deepEqual(await served.node.leftBehind(), []);
      });
      assert.deepEqual((await roundTrip(end, served, "next", content(1000))).back, content(1000));
    }),
);
