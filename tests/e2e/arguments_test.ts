import assert from "node:assert/strict";
import { startLab } from "../harness/lab.ts";

Deno.test("a call works with its arguments as models send them", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ["proxmox_vm_status", { vmid: "101" }, /^VM 101 /],
    ["proxmox_vm_status", { vmid: 101.0, node: null }, /^VM 101 /],
    ["proxmox_vm_list", { node: "PVE3", status: null, limit: "1" }, /\n1 of 2 shown/],
    [
      "proxmox_vm_shutdown",
      { vmid: "114", timeout: "1", force: "true", wait: null },
      /^VM 114 .* is stopped/,
    ],
    ["proxmox_snapshot_create", { vmid: "101", name: "aa", description: null, ram: 0 }, /made without RAM/],
    ["proxmox_task_list", { hours: "24", status: "failed" }, /qmshutdown +114/],
    ["proxmox_guest_find", { query: 112 }, /^1 of 16 guests/],
  ];
  for (const [tool, args, says] of calls) {
    await t.step(
      `${tool} ${JSON.stringify(args)}`,
      async () => assert.match(await lab.text(tool, args), says),
    );
  }
});

Deno.test("a call that cannot be meant is refused before anything is asked of Proxmox", async (t) => {
  await using lab = await startLab();
  const calls: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    [
      "proxmox_vm_start",
      {},
      /^proxmox_vm_start was not called: vmid is missing\. Its arguments: vmid \(required\), wait, node\.$/,
    ],
    [
      "proxmox_vm_start",
      { vimd: 102 },
      /vmid is missing; there is no argument "vimd" \(did you mean vmid\?\)/,
    ],
    ["proxmox_vm_start", { vmid: 99 }, /vmid: must be from 100 to 999999999/],
    ["proxmox_vm_start", { vmid: "web2" }, /vmid: expected number, received string/],
    ["proxmox_vm_start", { vmid: 102, wait: 601 }, /wait: .*600/],
    ["proxmox_vm_start", { vmid: 102, wait: -1 }, /wait: /],
    ["proxmox_vm_start", { vmid: 102, node: "pve1; reboot" }, /node: is no node name/],
    ["proxmox_vm_list", { status: "on" }, /status: expected one of .*running/],
    ["proxmox_vm_list", { limit: 0 }, /limit: /],
    ["proxmox_node_list", { verbose: true }, /there is no argument "verbose"\. It takes no arguments\./],
    ["proxmox_vm_start", { vmid: { id: 102 } }, /vmid: expected number, received object/],
    ["proxmox_snapshot_create", { vmid: 101, name: "a b" }, /name: must start with a letter/],
    ["proxmox_storage_content", { storage: "../etc" }, /storage: is no storage id/],
    ["proxmox_vm_stat", { vmid: 101 }, /^There is no tool "proxmox_vm_stat"\. Did you mean proxmox_vm_sta/],
  ];
  for (const [tool, args, says] of calls) {
    await t.step(
      `${tool} ${JSON.stringify(args)}`,
      async () => assert.match(await lab.failure(tool, args), says),
    );
  }
  assert.deepEqual(lab.simulator.requests, []);
});
