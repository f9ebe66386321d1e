import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";
import { steady } from "../harness/steady.ts";

Deno.test("snapshots are drawn as the tree they are, with the place where the guest stands", async (t) => {
  await using lab = await startLab();
  await lab.text("proxmox_snapshot_create", {
    vmid: 101,
    name: "second",
    description: "after\nthe upgrade",
    ram: true,
  });
  await t.assertSnapshot(steady(await lab.text("proxmox_snapshot_list", { vmid: 101 })));
  assert.equal(await lab.text("proxmox_snapshot_list", { vmid: 102 }), "VM 102 (web2) has no snapshots.");
});

Deno.test("a snapshot says whether it keeps the RAM where that may be expected", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "a running VM",
      { vmid: 101, name: "aa" },
      /^Snapshot aa of VM 101 \(web1\) is made without RAM \(task qmsnapshot, /,
    ],
    [
      "a running VM with ram=true",
      { vmid: 101, name: "bb", ram: true },
      /^Snapshot bb of VM 101 \(web1\) is made \(task/,
    ],
    ["a stopped VM", { vmid: 102, name: "aa" }, /^Snapshot aa of VM 102 \(web2\) is made \(task/],
    [
      "a stopped VM with ram=true",
      { vmid: 102, name: "bb", ram: true },
      /is made without RAM, since it does not run \(/,
    ],
    [
      "a container",
      { vmid: 112, name: "aa" },
      /^Snapshot aa of CT 112 \(monitoring\) is made \(task vzsnapshot/,
    ],
    [
      "a container with ram=true",
      { vmid: 112, name: "bb", ram: true },
      /is made without RAM, which only VMs can keep \(/,
    ],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.text("proxmox_snapshot_create", args), says));
  }
});

Deno.test("a snapshot that cannot be made says why and what else would do", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "a name in use",
      { vmid: 101, name: "before-upgrade" },
      /'before-upgrade' already used\. Choose another name; proxmox_snapshot_list/,
    ],
    [
      "a storage without snapshots",
      { vmid: 115, name: "aa" },
      /snapshot feature is not available\. .*make a backup instead/,
    ],
    ["a locked guest", { vmid: 111, name: "aa" }, /VM is locked \(backup\)\. The lock "backup"/],
    ["a name that Proxmox keeps", { vmid: 101, name: "current" }, /'current' \(reserved name\)/],
    ["a name that cannot be one", { vmid: 101, name: "1st" }, /name: must start with a letter/],
    ["a name that is too long", { vmid: 101, name: "a".repeat(41) }, /name: .*40/],
  ];
  for (const [what, args, says] of calls) {
    await t.step(what, async () => assert.match(await lab.failure("proxmox_snapshot_create", args), says));
  }
});

Deno.test("a change that nobody is asked about reads the configuration of its guest once", async () => {
  await using lab = await startLab();
  await lab.text("proxmox_snapshot_create", { vmid: 101, name: "quick" });
  assert.equal(lab.cluster.countRequests("GET", /\/qemu\/101\/config$/), 1);
});
