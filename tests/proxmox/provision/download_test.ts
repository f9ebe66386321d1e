import assert from "node:assert/strict";
import { DownloadError, readDownload } from "../../../src/proxmox/provision/download.ts";

const cases: readonly (readonly [string, string, string])[] = [
  ["https://a.example/debian.iso", "iso", "debian.iso"],
  [
    "https://a.example/x/ubuntu-24.04-standard_24.04-2_amd64.tar.zst?sig=1",
    "vztmpl",
    "ubuntu-24.04-standard_24.04-2_amd64.tar.zst",
  ],
  ["https://a.example/debian-13-genericcloud-amd64.qcow2", "import", "debian-13-genericcloud-amd64.qcow2"],
  [
    "https://cloud-images.example/noble-server-cloudimg-amd64.img",
    "import",
    "noble-server-cloudimg-amd64.qcow2",
  ],
  ["https://a.example/firmware.img", "iso", "firmware.img"],
  ["https://a.example/my%20disk.raw", "import", "my_20disk.raw"],
];

for (const [url, kind, filename] of cases) {
  Deno.test(`${url} is downloaded as ${kind} ${filename}`, () => {
    const read = readDownload({ url });
    assert.deepEqual([read.kind, read.filename], [kind, filename]);
  });
}

Deno.test("kind and name can be given where the URL does not tell them", () => {
  const url = "https://a.example/latest";
  assert.equal(readDownload({ url, filename: "x.iso" }).kind, "iso");
  assert.equal(readDownload({ url, filename: "x.img", kind: "import" }).filename, "x.qcow2");
  assert.throws(() => readDownload({ url }), DownloadError);
  assert.throws(
    () => readDownload({ url: "https://a.example/x.iso", kind: "vztmpl" }),
    /does not tell a kind/,
  );
});

Deno.test("a name cannot lead out of the storage's directory", () => {
  assert.equal(
    readDownload({ url: "https://a.example/y", filename: "../../etc/x.iso" }).filename,
    ".._.._etc_x.iso",
  );
});

Deno.test("a checksum has to be one that Proxmox can compare", () => {
  const url = "https://a.example/x.iso";
  for (const length of [32, 40, 56, 64, 96, 128]) {
    assert.equal(readDownload({ url, checksum: "a".repeat(length) }).checksum?.length, length);
  }
  for (const checksum of ["abc", "g".repeat(64), ""]) {
    assert.throws(() => readDownload({ url, checksum }), /none that Proxmox knows/);
  }
});
