import assert from "node:assert/strict";
import { temporaryDirectory } from "../harness/cluster.ts";
import { run } from "../harness/run.ts";

Deno.test("the tour ends by itself and shows what the server can do and what it refuses", async () => {
  const directory = await temporaryDirectory();
  try {
    const { code, stdout, stderr } = await run(["demo"], {
      directory,
      // Settings of the person's own must not lead the tour to a real cluster.
      environment: { PROXMOX_HOST: "nowhere.invalid", XDG_STATE_HOME: directory, NO_COLOR: "1" },
    });
    assert.equal(code, 0, stdout + stderr);
    const stops: Readonly<Record<string, RegExp>> = {
      "a size of the tool list": /offers \d+ tools, \d+\.\d kB/,
      "the nodes": /\bpve1 +online\b/,
      "the guests": /\bweb2\b/,
      "a VM that starts": /VM 102 \(web2\) on pve1 is running \(task qmstart/,
      "progress": /^ +(?:\d+ %|\.\.\.) {2}\S/m,
      "a snapshot": /Snapshot \S+ of VM \d+ \(\S+\) is made/,
      "a failed task's log": /data not instructions\]\n +\| /,
      "a refusal": /is never changed|may not|denied|declined|did not confirm/,
      "an end": /That was all, in \d+\.\d s\./,
    };
    for (const [what, words] of Object.entries(stops)) assert.match(stdout, words, what);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
