import assert from "node:assert/strict";
import { formatUpid, parseUpid } from "../../../src/simulator/cluster/upid.ts";

const RECORDED = "UPID:pve:00000DC7:0003AD28:6B00F551:vncproxy:200:root@pam!full:";

Deno.test("a task identifier is read into its parts and written the same", () => {
  const parts = parseUpid(RECORDED);
  assert(parts !== undefined);
  assert.deepEqual([parts.node, parts.pid, parts.type, parts.id, parts.user], [
    ...["pve", 0xdc7, "vncproxy", "200", "root@pam!full"],
  ]);
  assert.equal(formatUpid(parts), RECORDED);
});

Deno.test("a text with a part missing is no task identifier", () => {
  for (
    const text of ["", "UPID:pve:1:2:3:x:y:z:", RECORDED.slice(0, -1), RECORDED.replace("pve", "../pve")]
  ) {
    assert.equal(parseUpid(text), undefined, text);
  }
});
