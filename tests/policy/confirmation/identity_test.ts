import assert from "node:assert/strict";
import { type BoundCall, callDigest } from "../../../src/policy/confirmation/identity.ts";

const guest = {
  kind: "guest",
  type: "qemu",
  vmid: 100,
  name: "web",
  vmgenid: "a",
  created: 1,
  mac: "x",
} as const;
const call: BoundCall = {
  tool: "proxmox_guest_delete",
  cluster: "default",
  caller: undefined,
  targets: [guest],
  arguments: { vmid: 100, purge: true },
};

Deno.test("the order of keys does not matter to a confirmation, nor what is undefined", async () => {
  const same = await callDigest({
    arguments: { purge: true, node: undefined, vmid: 100 },
    targets: [{ mac: "x", created: 1, vmgenid: "a", name: "web", vmid: 100, type: "qemu", kind: "guest" }],
    caller: undefined,
    cluster: "default",
    tool: "proxmox_guest_delete",
  });
  assert.equal(await callDigest(call), same);
  assert.match(same, /^[0-9a-f]{64}$/);
});

Deno.test("a confirmation does not hold for another tool, cluster, caller, target, or other arguments", async () => {
  const others: readonly BoundCall[] = [
    { ...call, tool: "proxmox_volume_delete" },
    { ...call, cluster: "other" },
    { ...call, caller: "anna" },
    { ...call, targets: [] },
    { ...call, targets: [{ ...guest, vmid: 101 }] },
    { ...call, targets: [{ ...guest, name: "web2" }] },
    { ...call, targets: [{ ...guest, name: undefined }] },
    { ...call, targets: [{ ...guest, vmgenid: "b" }] },
    { ...call, targets: [{ ...guest, created: 2 }] },
    { ...call, targets: [{ kind: "snapshot", guest, name: "s", time: 1 }] },
    { ...call, targets: [{ kind: "snapshot", guest, name: "s", time: 2 }] },
    { ...call, targets: [{ kind: "volume", volid: "l:v", node: "n", size: 1, time: 1 }] },
    { ...call, targets: [{ kind: "volume", volid: "l:v", node: "n", size: 2, time: 1 }] },
    { ...call, arguments: { vmid: 100, purge: false } },
    { ...call, arguments: { vmid: "100", purge: true } },
    { ...call, arguments: { vmid: 100 } },
  ];
  const digests = await Promise.all([call, ...others].map(callDigest));
  assert.equal(new Set(digests).size, digests.length);
});
