import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { getFile } from "../../../src/ssh/get_file.ts";
import { containerPlace, nodePlace } from "../../../src/ssh/places.ts";
import { putFile } from "../../../src/ssh/put_file.ts";
import type { Place } from "../../../src/ssh/transfer.ts";
import { TransferError } from "../../../src/ssh/transfer_error.ts";
import { stdoutOf } from "../../ssh/lab/session.ts";
import { withSession } from "./nodes.ts";

async function put(place: Place, path: string, content: Uint8Array, more = {}) {
  async function* pieces() {
    for (let at = 0; at < content.length; at += 65536) yield content.subarray(at, at + 65536);
  }
  return await putFile(place, path, { size: content.length, open: pieces }, { overwrite: false, ...more });
}

async function get(place: Place, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await getFile(place, path, 100_000_000, (chunk) => void chunks.push(chunk.slice()));
  return new Uint8Array(await new Blob(chunks.map((chunk) => chunk.slice())).arrayBuffer());
}

async function faultOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => undefined, (reason) => reason);
  assert.ok(error instanceof TransferError, String(error));
  return error.fault;
}

Deno.test("files go to a simulated node and container and come back byte for byte, whatever they are called", () =>
  withSession({}, async ({ shell }) => {
    for (const place of [nodePlace(shell), containerPlace(shell, 100)]) {
      for (const size of [0, 1, 3_000_000]) {
        const content = new Uint8Array(size).map((_, index) => (index * 31) >> 3);
        const path = `/root/ a 'b' "c"\nd ä ${size}`;
        const sent = await put(place, path, content);
        assert.deepEqual([sent.size, sent.verified], [size, true]);
        assert.equal(sent.sha256, createHash("sha256").update(content).digest("hex"));
        assert.deepEqual(await get(place, path), content);
      }
    }
  }));

Deno.test("a file is overwritten on a simulated node only when asked, and keeps owner and mode", () =>
  withSession({}, async ({ shell }) => {
    const place = nodePlace(shell);
    await shell.exec("echo old > /root/f; chown 33:33 /root/f; chmod 640 /root/f");
    assert.equal(await faultOf(put(place, "/root/f", new Uint8Array(3))), "exists");
    await put(place, "/root/f", new TextEncoder().encode("new\n"), { overwrite: true });
    assert.equal(
      stdoutOf(await shell.exec("cat /root/f; stat -c '%a %u:%g' /root/f; ls -A /root")),
      "new\n640 33:33\n.ssh\nf\n",
    );
    await put(place, "/root/g", new Uint8Array(3), { mode: "0600", user: "www-data", group: "adm" });
    assert.equal(stdoutOf(await shell.exec("stat -c '%a %U:%G' /root/g")), "600 www-data:adm\n");
  }));

Deno.test("what cannot be copied to or from a simulated container is told as what it is, and leaves nothing", () =>
  withSession({}, async ({ shell, simulator }) => {
    const place = containerPlace(shell, 100);
    assert.equal(await faultOf(put(place, "/nosuch/f", new Uint8Array(3))), "missing");
    assert.equal(await faultOf(put(place, "/etc", new Uint8Array(3))), "directory");
    assert.equal(await faultOf(get(place, "/nosuch")), "missing");
    assert.equal(await faultOf(get(place, "/etc")), "directory");
    assert.equal(await faultOf(get(place, "/dev/null")), "special");
    simulator.faults.fillStorage("local-lvm");
    assert.equal(await faultOf(put(place, "/root/full", new Uint8Array(100_000))), "write");
    simulator.faults.emptyStorage("local-lvm");
    const { stdout } = await place.run(["ls", "-A", "/root"], {});
    assert.deepEqual(stdout.bytes.length, 0);
  }));
