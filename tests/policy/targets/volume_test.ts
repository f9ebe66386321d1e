import assert from "node:assert/strict";
import { volumeParts } from "../../../src/policy/targets/volume.ts";

Deno.test("a volume id tells its storage and the guest it belongs to", () => {
  const cases: readonly (readonly [string, string, number | undefined])[] = [
    ["local-lvm:vm-100-disk-0", "local-lvm", 100],
    ["local:100/vm-100-disk-0.qcow2", "local", 100],
    ["local:100/base-100-disk-0.raw/101/vm-101-disk-0.qcow2", "local", 100],
    ["zfs:subvol-102-disk-1", "zfs", 102],
    ["zfs:basevol-103-disk-0", "zfs", 103],
    ["local:backup/vzdump-lxc-104-2026_01_01-00_00_00.tar.zst", "local", 104],
    ["pbs:backup/vm/105/2026-01-01T00:00:00Z", "pbs", 105],
    ["pbs:ns/team/backup/ct/106/2026-01-01T00:00:00Z", "pbs", 106],
    ["local:iso/debian-13.iso", "local", undefined],
    ["local:vztmpl/debian-12-standard_12.0-1_amd64.tar.zst", "local", undefined],
    ["local-lvm:32", "local-lvm", undefined],
  ];
  for (const [id, storage, owner] of cases) assert.deepEqual(volumeParts(id), { storage, owner }, id);
});

Deno.test("what is no volume id has no parts", () => {
  for (const text of ["none", "cdrom", "/dev/sda", "", ":x"]) {
    assert.equal(volumeParts(text), undefined, text);
  }
});
