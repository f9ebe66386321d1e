import assert from "node:assert/strict";
import {
  formatPropertyString,
  formatSize,
  parsePropertyString,
  parseSize,
} from "../../../src/simulator/cluster/property_string.ts";

Deno.test("the value without a key stands under the default key and is written first", () => {
  const parsed = parsePropertyString("local-lvm:vm-1-disk-0,iothread=1,size=4G", "file");
  assert.deepEqual(parsed, { file: "local-lvm:vm-1-disk-0", iothread: "1", size: "4G" });
  assert.equal(formatPropertyString({ size: "4G", file: "a:b" }, "file"), "a:b,size=4G");
});

Deno.test("sizes are written in the largest unit without a fraction and read back", () => {
  for (
    const [bytes, text] of [[4 * 1024 ** 3, "4G"], [1536 * 1024 ** 2, "1536M"], [528 * 1024, "528K"]] as const
  ) {
    assert.equal(formatSize(bytes), text);
    assert.equal(parseSize(text), bytes);
  }
  assert.equal(parseSize("4 GB"), undefined);
});
