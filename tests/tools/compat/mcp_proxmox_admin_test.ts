import assert from "node:assert/strict";
import { allAliases } from "../../../src/tools/compat/catalog.ts";
import { coreTools } from "../../../src/tools/core_catalog.ts";
import { previewOf } from "../../harness/confirmed.ts";
import { startLab } from "../../harness/lab.ts";
import { readmeState } from "./readme_cluster.ts";
import { type Example, hasSnapshots, runExamples, runs } from "./readme_examples.ts";

const guests = [
  { vmid: 100, name: "web", type: "qemu", node: "pve", running: false, snapshots: ["old-snapshot"] },
  { vmid: 101, name: "db", type: "qemu", node: "pve", running: true },
  { vmid: 102, name: "test", type: "qemu", node: "pve", running: true },
  { vmid: 200, name: "proxy", type: "lxc", node: "pve", running: false },
] as const;

const onPve = { node: "pve", transport: "auto" };
const ofVm100 = { ...onPve, vmid: 100, type: "vm" };

/** The README of mcp-proxmox-admin, from top to bottom. */
const examples: readonly Example[] = [
  {
    says: "Show me all running VMs on my Proxmox cluster",
    tool: "proxmox_vm_list",
    args: { transport: "auto" },
    answers: /^3 VMs: 2 running, 1 stopped/,
  },
  {
    says: "Start VM 100 on node pve",
    tool: "proxmox_vm_start",
    args: { ...onPve, vmid: 100 },
    answers: /^VM 100 \(web\) on pve is running/,
    then: runs(100, true),
  },
  {
    says: "restart a virtual machine",
    tool: "proxmox_vm_restart",
    args: { ...onPve, vmid: 102 },
    answers: /has restarted/,
  },
  {
    says: "Stop VM 102 immediately",
    tool: "proxmox_vm_stop",
    args: { node: "pve", vmid: 102, transport: "api" },
    answers: /^VM 102 \(test\) on pve is stopped/,
    then: runs(102, false),
  },
  {
    says: "Gracefully shutdown VM 101",
    tool: "proxmox_vm_shutdown",
    args: { node: "pve", vmid: 101, timeout: 60 },
    answers: /^VM 101 \(db\) on pve is stopped/,
    then: runs(101, false),
  },
  {
    says:
      "Create a snapshot of VM 100 named 'before-upgrade' with description 'Snapshot before system upgrade'",
    tool: "proxmox_snapshot_create",
    args: { ...ofVm100, name: "before-upgrade", description: "Snapshot before system upgrade" },
    answers: /^Snapshot before-upgrade of VM 100 \(web\) is made/,
    then: hasSnapshots(100, ["old-snapshot", "before-upgrade"]),
  },
  {
    says: "Show me all snapshots for VM 100 on node pve",
    tool: "proxmox_snapshot_list",
    args: ofVm100,
    answers: /2 snapshots[^]*before-upgrade .*Snapshot before system upgrade/,
  },
  {
    says: "Restore VM 100 to snapshot 'before-upgrade'",
    tool: "proxmox_snapshot_restore",
    args: { ...ofVm100, name: "before-upgrade" },
    asks: true,
    answers: /^VM 100 \(web\) is back at snapshot before-upgrade/,
  },
  {
    says: "Delete the 'old-snapshot' snapshot from VM 100",
    tool: "proxmox_snapshot_delete",
    args: { ...ofVm100, name: "old-snapshot", confirm: true },
    asks: true,
    answers: /^Snapshot old-snapshot of VM 100 \(web\) is deleted/,
    then: hasSnapshots(100, ["before-upgrade"]),
  },
  {
    says: "List all LXC containers on my cluster",
    tool: "proxmox_ct_list",
    args: { transport: "auto" },
    answers: /^1 container: 1 stopped/,
  },
  {
    says: "Start container 200 on node pve",
    tool: "proxmox_ct_start",
    args: { ...onPve, vmid: 200 },
    answers: /^CT 200 \(proxy\) on pve is running/,
    then: runs(200, true),
  },
  {
    says: "the status of node pve, CPU and memory usage",
    tool: "proxmox_node_status",
    args: onPve,
    answers: /^node: pve, online[^]*cpu: [^]*memory: /,
  },
  {
    says: "List all storage pools and their available space",
    tool: "proxmox_storage_list",
    args: { transport: "auto" },
    answers: /^STORAGE[^]*local-lvm/,
  },
  {
    says: "list all nodes",
    tool: "proxmox_node_list",
    args: { transport: "auto" },
    answers: /^1 node, 1 online/,
  },
  {
    says: "restart a container",
    tool: "proxmox_ct_restart",
    args: { ...onPve, vmid: 200 },
    answers: /has restarted/,
  },
  {
    says: "stop a container immediately",
    tool: "proxmox_ct_stop",
    args: { ...onPve, vmid: 200 },
    answers: /^CT 200 \(proxy\) on pve is stopped/,
    then: runs(200, false),
  },
];

Deno.test("every example of mcp-proxmox-admin's README works by its tools' names and arguments", async (t) => {
  await using lab = await startLab({
    state: readmeState(["pve"], guests),
    settings: { PROXMOX_TOOLSETS: "core,compat-mcp-proxmox-admin" },
  });
  await runExamples(t, lab, examples);
});

Deno.test("what mcp-proxmox-admin's README writes works in the default toolset too, without transport, type and confirm", async (t) => {
  await using lab = await startLab({ state: readmeState(["pve"], guests) });
  await runExamples(
    t,
    lab,
    examples.map(({ args: { transport: _, type: __, confirm: ___, ...args } = {}, ...rest }) => ({
      ...rest,
      args,
    })),
  );
});

Deno.test("with mcp-proxmox-admin's names on, the list is the one without them, each tool once", async () => {
  await using without = await startLab();
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: "core,compat-mcp-proxmox-admin" } });
  const byName = (tools: Awaited<ReturnType<typeof lab.server.listTools>>) =>
    new Map(tools.map((tool) => [tool.name, tool]));
  const listed = await lab.server.listTools();
  assert.equal(byName(listed).size, listed.length);
  assert.deepEqual(byName(listed), byName(await without.server.listTools()));
  for (const alias of allAliases.filter(({ toolset }) => toolset === "compat-mcp-proxmox-admin")) {
    assert.ok(coreTools.some(({ name }) => name === alias.name), alias.name);
  }
});

Deno.test("a snapshot call with the wrong type is refused, and confirm=true is nobody's agreement", async () => {
  await using lab = await startLab({
    state: readmeState(["pve"], guests),
    settings: { PROXMOX_TOOLSETS: "compat-mcp-proxmox-admin" },
  });
  const deletion = { ...ofVm100, name: "old-snapshot", confirm: true };
  assert.match(
    await lab.failure("proxmox_snapshot_delete", { ...deletion, type: "ct" }),
    /^VM 100 \(web\) is a VM, not a container\. If it is meant, leave type= out\./,
  );
  await previewOf(lab, "proxmox_snapshot_delete", deletion);
  hasSnapshots(100, ["old-snapshot"])(lab);
  assert.match(
    await lab.failure("proxmox_vm_start", { node: "pve", vmid: 100, transport: "telnet" }),
    /transport: expected one of/,
  );
});
