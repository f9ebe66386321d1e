import assert from "node:assert/strict";
import { join } from "node:path";
import { getFile } from "../../src/ssh/get_file.ts";
import { putFile } from "../../src/ssh/put_file.ts";
import type { FileSource } from "../../src/ssh/transfer.ts";
import { ConnectionError } from "../../src/wire/errors.ts";
import { content, failureOf, namesIn, source, withPlaces } from "./lab/files.ts";
import { labTest } from "./lab/lab_here.ts";

labTest(
  "a source that gives more or less than it announced leaves nothing",
  () =>
    withPlaces(async ({ place, directory, outside }) => {
      for (const size of [999, 1001]) {
        const wrong = { ...source(content(1000)), size };
        const error = await failureOf(putFile(place, `${directory}/file`, wrong, { overwrite: false }));
        assert.equal(error.fault, "checksum");
      }
      const broken: FileSource = {
        size: 100,
        async *open() {
          yield await Promise.resolve(content(50));
          throw new Error("the disk is gone");
        },
      };
      await assert.rejects(
        putFile(place, `${directory}/file`, broken, { overwrite: false }),
        /the disk is gone/,
      );
      assert.deepEqual(await namesIn(outside), []);
    }),
);

labTest(
  "a transfer that is cancelled leaves nothing and no process",
  () =>
    withPlaces(async ({ place, directory, outside }, { node }) => {
      const controller = new AbortController();
      const endless: FileSource = {
        size: 2 ** 31,
        async *open() {
          for (;;) yield await Promise.resolve(content(10_000));
        },
      };
      const options = {
        overwrite: false,
        signal: controller.signal,
        onProgress: (bytes: number) => bytes > 5_000_000 && controller.abort(new Error("enough")),
      };
      await assert.rejects(putFile(place, `${directory}/file`, endless, options), /enough/);
      assert.deepEqual(await node.leftBehind(), []);
      assert.deepEqual(await namesIn(outside), []);
    }),
);

labTest(
  "a connection that breaks in the middle leaves nothing and no process",
  () =>
    withPlaces(async ({ place, directory, outside }, { node }) => {
      const cut: FileSource = {
        size: 2 ** 31,
        async *open() {
          for (let piece = 0;; piece++) {
            if (piece === 200) await node.restartSshd();
            yield await Promise.resolve(content(10_000));
          }
        },
      };
      await assert.rejects(putFile(place, `${directory}/file`, cut, { overwrite: false }), ConnectionError);
      assert.deepEqual(await node.leftBehind(), []);
      assert.deepEqual(await namesIn(outside), []);
      await Deno.writeFile(join(outside, "large"), content(20_000_000));
      let taken = 0;
      const pulled = getFile(place, `${directory}/large`, 2 ** 30, async (piece) => {
        if (taken === 0) await node.restartSshd();
        taken += piece.length;
      });
      await assert.rejects(pulled, ConnectionError);
      assert.deepEqual(await node.leftBehind(), []);
      await Deno.remove(join(outside, "large"));
    }),
);
