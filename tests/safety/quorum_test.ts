import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { type Lab, startLab } from "../harness/lab.ts";
import type { Arguments } from "../harness/tool_client.ts";
import { tokenFor } from "./preview.ts";
import { commandsOf, requestOf, startSshLab } from "./ssh_lab.ts";
import { Unchanged } from "./unchanged.ts";

type Call = readonly [tool: string, args: Arguments];

/** Calls that destroy, create, clone, resize or migrate, by tools of their own and by the generic one. */
const calls: readonly Call[] = [
  ["proxmox_snapshot_create", { vmid: 101, name: "now" }],
  ["proxmox_snapshot_delete", { vmid: 101, name: "before-upgrade" }],
  ["proxmox_snapshot_restore", { vmid: 101, name: "before-upgrade" }],
  ["proxmox_backup_create", { vmids: [100], storage: "nas", keep: { last: 1 } }],
  ["proxmox_api_call", { method: "DELETE", path: "/nodes/pve1/qemu/102" }],
  ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu", parameters: { vmid: 199 } }],
  ["proxmox_api_call", { method: "POST", path: "/nodes/pve1/qemu/102/clone", parameters: { newid: 199 } }],
  ["proxmox_api_call", {
    method: "PUT",
    path: "/nodes/pve1/qemu/102/resize",
    parameters: { disk: "scsi0", size: "+1G" },
  }],
  ["proxmox_api_call", {
    method: "POST",
    path: "/nodes/pve1/qemu/102/migrate",
    parameters: { target: "pve2" },
  }],
  ["proxmox_api_call", {
    method: "DELETE",
    path: "/nodes/pve1/storage/nas/content/nas:iso/debian-13.1.0-amd64-netinst.iso",
  }],
];

const reads: readonly Call[] = [
  ["proxmox_cluster_status", {}],
  ["proxmox_vm_status", { vmid: 101 }],
  ["proxmox_snapshot_list", { vmid: 101 }],
  ["proxmox_api_read", { path: "/cluster/status" }],
];

/** Whatever the confirmation, nothing of {@linkcode calls} leaves; looking goes on. */
async function checkNothingSent(lab: Lab): Promise<void> {
  const before = new Unchanged(lab.cluster);
  for (const [tool, args] of calls) {
    const text = await lab.failure(tool, args);
    assert.match(
      text,
      /^The cluster has no quorum, so nothing was sent\./,
      `${tool} ${JSON.stringify(args)}`,
    );
    before.check(tool);
  }
  for (const [tool, args] of reads) await lab.text(tool, args);
}

for (const confirm of ["elicit", "off"]) {
  Deno.test(`without quorum no destroy, create, clone, resize or migrate is sent, with PROXMOX_CONFIRM=${confirm}`, async () => {
    await using lab = await startLab({ settings: { PROXMOX_CONFIRM: confirm } });
    lab.simulator.faults.loseQuorum();
    await checkNothingSent(lab);
  });
}

Deno.test("without quorum none of them is sent over SSH alone either", async () => {
  await using lab = await startSshLab({ settings: { PROXMOX_CONFIRM: "off" } });
  lab.simulator.faults.loseQuorum();
  await checkNothingSent(lab);
  const sent = commandsOf(lab.cluster).flatMap((line) => requestOf(line) ?? []);
  assert.deepEqual(sent.filter(({ method }) => method !== "GET"), []);
});

Deno.test("a list that hides the node which is asked does not hide that the quorum is lost", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM: "off", PROXMOX_DENIED_NODES: "pve1" } });
  lab.simulator.faults.loseQuorum();
  const before = new Unchanged(lab.cluster);
  assert.match(await lab.failure("proxmox_guest_delete", { vmid: 115 }), /^The cluster has no quorum/);
  before.check();
});

Deno.test("a stale cluster status that still shows quorum is not believed", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM: "off" } });
  lab.simulator.faults.loseQuorum({ stale: true });
  assert.equal(lab.simulator.faults.shownQuorate, true);
  await checkNothingSent(lab);
});

Deno.test("a stale cluster status that still shows quorum as lost keeps nothing back", async () => {
  await using lab = await startLab({ settings: { PROXMOX_CONFIRM: "off" } });
  lab.simulator.faults.regainQuorum({ stale: true });
  await lab.text("proxmox_snapshot_delete", { vmid: 101, name: "before-upgrade" });
});

Deno.test("a quorum that is lost between preview and confirmation keeps the call back", async () => {
  await using lab = await startLab();
  const deletion = { vmid: 101, name: "before-upgrade" };
  const token = await tokenFor(lab.server, "proxmox_snapshot_delete", deletion);
  lab.simulator.faults.loseQuorum();
  const before = new Unchanged(lab.cluster);
  assert.match(await lab.failure("proxmox_snapshot_delete", { ...deletion, confirm: token }), /no quorum/);
  before.check();
  lab.simulator.faults.regainQuorum();
  await lab.text("proxmox_snapshot_delete", { ...deletion, confirm: token });
});

Deno.test("every tool that destroys, creates, clones, resizes or migrates asks for quorum first", () => {
  const named = allTools.filter(({ name, access, needs }) =>
    access === "destroy" ||
    (access === "write" && needs === undefined &&
      /_(create|clone|deploy|resize|migrate|restore|move)(_|$)/.test(name))
  );
  // A backup changes nothing of its guest; with keep= it destroys, and then it asks.
  const free = named.filter(({ name, needsQuorum }) => !needsQuorum && name !== "proxmox_backup_create");
  assert.deepEqual(free.map(({ name }) => name), []);
});
