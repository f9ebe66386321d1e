import assert from "node:assert/strict";
import { parseUpid, readUpid, UpidError } from "../../src/proxmox/upid.ts";

const start = "UPID:pve1:0000022F:0002BDDF:6B00F2EC:qmstart:100:root@pam!full:";

Deno.test("a UPID tells node, start, type, id and user of its task", () => {
  assert.deepEqual(parseUpid(start), {
    text: start,
    node: "pve1",
    startTime: 0x6B00F2EC,
    type: "qmstart",
    id: "100",
    user: "root@pam!full",
  });
});

Deno.test("UPIDs of every kind that Proxmox writes are read", () => {
  const kinds: Readonly<Record<string, readonly [string, string]>> = {
    "UPID:pve:000015E2:00043464:6B00F6AB:startall::root@pam!full:": ["startall", ""],
    "UPID:pve:00001A43:00048389:6B00F775:imgdel:100@local:root@pam!full:": ["imgdel", "100@local"],
    "UPID:my-node-2:00001A43:100048389:6B00F775:vzdump::backup@pve!x:": ["vzdump", ""],
    "UPID:pve:00001A43:00048389:6B00F775:qmmove:100-scsi0>101-scsi1:root@pam:": [
      "qmmove",
      "100-scsi0>101-scsi1",
    ],
    "UPID:n:00001a43:00048389:6b00f775:download:dl.iso:a.b@ldap-x:": ["download", "dl.iso"],
  };
  for (const [text, [type, id]] of Object.entries(kinds)) {
    const upid = readUpid(text);
    assert.deepEqual([upid?.type, upid?.id], [type, id], text);
  }
});

Deno.test("the closing colon and spaces lost or won in copying do not matter", () => {
  assert.equal(parseUpid(start.slice(0, -1)).text, start);
  assert.equal(parseUpid(`  ${start}\n`).text, start);
});

Deno.test("what is no UPID is refused with an example, and never reaches a path", () => {
  const wrong = [
    "",
    "x",
    "100",
    start.replace("pve1", "pve1/../pve2"),
    start.replace("pve1", "-pve"),
    start.replace("0000022F", "22F"),
    start.replace("qmstart", "qm start"),
    `${start}${start}`,
    "A".repeat(5000),
  ];
  for (const text of wrong) {
    assert.equal(readUpid(text), undefined, text);
    assert.throws(() => parseUpid(text), (error: unknown) => {
      assert.ok(error instanceof UpidError);
      assert.ok(error.message.length < 200, error.message);
      assert.match(error.remedy, /proxmox_task_list/);
      return true;
    });
  }
  assert.equal(readUpid(42), undefined);
});
