import assert from "node:assert/strict";
import * as z from "zod";
import { startLab } from "../../harness/lab.ts";
import { readmeState } from "./readme_cluster.ts";
import { type Example, hasSnapshots, runExamples, runs } from "./readme_examples.ts";

const guests = [
  { vmid: 100, name: "web", type: "qemu", node: "pve1", running: true },
  { vmid: 101, name: "db", type: "qemu", node: "pve1", running: true },
  { vmid: 102, name: "mail", type: "qemu", node: "pve2", running: true },
  { vmid: 105, name: "build", type: "qemu", node: "pve1", running: false },
  { vmid: 200, name: "proxy", type: "lxc", node: "pve1", running: false },
] as const;

/** The README of ry-ops/proxmox-mcp-server, from top to bottom. */
const examples: readonly Example[] = [
  {
    says: "list all VMs in my Proxmox cluster",
    tool: "list_vms",
    answers: /^4 VMs: 3 running, 1 stopped\n[^]* 105 +build +pve1 +stopped/,
  },
  {
    says: "the status of VM 100 on node pve1",
    tool: "get_vm_status",
    args: { node: "pve1", vmid: 100 },
    answers: /^VM 100 \(web\): running\nnode: pve1/,
  },
  {
    says: "Start VM 105 on node pve1",
    tool: "start_vm",
    args: { node: "pve1", vmid: 105 },
    answers: /^VM 105 \(build\) on pve1 is running \(task qmstart/,
    then: runs(105, true),
  },
  {
    says: "Create a snapshot called 'backup-2025' for VM 100 on pve1",
    tool: "create_vm_snapshot",
    args: { node: "pve1", vmid: 100, snapname: "backup-2025" },
    answers: /^Snapshot backup-2025 of VM 100 \(web\) is made/,
    then: hasSnapshots(100, ["backup-2025"]),
  },
  {
    says: "the storage usage on all nodes",
    tool: "list_storage",
    answers: /^STORAGE[^]*local-lvm .*pve1[^]*local-lvm .*pve2/,
  },
  {
    says: "the usage of one storage",
    tool: "get_storage_status",
    args: { node: "pve2", storage: "local-lvm" },
    answers: /^storage: local-lvm on pve2[^]*space: /,
  },
  { says: "all running tasks in the cluster", tool: "list_tasks", answers: / qmsnapshot +100 +OK / },
  {
    says: "recent tasks of a node",
    tool: "list_tasks",
    args: { node: "pve1", limit: 1 },
    answers: /^STARTED.*\n.* qmsnapshot .*\n1 of 2 shown/,
  },
  { says: "list all cluster nodes", tool: "list_nodes", answers: /^2 nodes, 2 online/ },
  {
    says: "status and resource usage of a node",
    tool: "get_node_status",
    args: { node: "pve1" },
    answers: /^node: pve1, online[^]*memory: /,
  },
  {
    says: "VM configuration",
    tool: "get_vm_config",
    args: { node: "pve1", vmid: 100 },
    answers: /^VM 100 \(web\) on pve1, \d+ options set/,
  },
  {
    says: "gracefully shutdown a VM",
    tool: "shutdown_vm",
    args: { node: "pve1", vmid: 105, timeout: 60 },
    answers: /^VM 105 \(build\) on pve1 is stopped \(task qmshutdown/,
    then: runs(105, false),
  },
  {
    says: "reboot a VM",
    tool: "reboot_vm",
    args: { node: "pve1", vmid: 101 },
    answers: /^VM 101 \(db\) on pve1 has restarted/,
  },
  {
    says: "force stop a VM",
    tool: "stop_vm",
    args: { node: "pve1", vmid: 101, timeout: 30 },
    answers: /^VM 101 \(db\) on pve1 is stopped \(task qmstop/,
    then: runs(101, false),
  },
  {
    says: "list all VM snapshots",
    tool: "list_vm_snapshots",
    args: { node: "pve1", vmid: 100 },
    answers: /^VM 100 \(web\): 1 snapshot.*\nbackup-2025/,
  },
  {
    says: "delete a VM snapshot",
    tool: "delete_vm_snapshot",
    args: { node: "pve1", vmid: 100, snapname: "backup-2025" },
    asks: true,
    answers: /^Snapshot backup-2025 of VM 100 \(web\) is deleted/,
    then: hasSnapshots(100, []),
  },
  {
    says: "list all containers on a node",
    tool: "list_containers",
    args: { node: "pve1" },
    answers: /^1 container: 1 stopped/,
  },
  {
    says: "start a container",
    tool: "start_container",
    args: { node: "pve1", vmid: 200 },
    answers: /^CT 200 \(proxy\) on pve1 is running/,
    then: runs(200, true),
  },
  {
    says: "container status",
    tool: "get_container_status",
    args: { node: "pve1", vmid: 200 },
    answers: /^CT 200 \(proxy\): running/,
  },
  {
    says: "stop a container",
    tool: "stop_container",
    args: { node: "pve1", vmid: 200 },
    answers: /^CT 200 \(proxy\) on pve1 is stopped/,
    then: runs(200, false),
  },
  { says: "overall cluster status", tool: "get_cluster_status", answers: /^cluster: readme\n/ },
  {
    says: "session.call_tool('list_vms', arguments={})",
    tool: "list_vms",
    args: {},
    answers: /^4 VMs/,
  },
  {
    says: "the backup workflow's snapshot of each VM",
    tool: "create_vm_snapshot",
    args: { node: "pve2", vmid: 102, snapname: "backup-20251128-205600" },
    answers: /^Snapshot backup-20251128-205600 of VM 102/,
  },
  {
    says: "the auto-scaling agent's start on another node than the VM is on",
    tool: "start_vm",
    args: { node: "pve2", vmid: 105 },
    fails: true,
    answers: /^Guest 105 is on node pve1, not on pve2\./,
  },
  {
    says: "the disaster recovery agent's snapshot with a time in ISO 8601, which Proxmox refuses",
    tool: "create_vm_snapshot",
    args: { node: "pve1", vmid: 101, snapname: "dr-2025-11-28T20:56:00.123456" },
    fails: true,
    answers: /snapname: must start with a letter .* try dr-2025-11-28T20-56-00-123456\./,
  },
  {
    says: "the disaster recovery agent's check of its snapshots",
    tool: "list_vm_snapshots",
    args: { node: "pve1", vmid: 101 },
    answers: /^VM 101 \(db\) has no snapshots\./,
  },
];

Deno.test("every example of ry-ops/proxmox-mcp-server's README works by its tools' names and arguments", async (t) => {
  await using lab = await startLab({
    state: readmeState(["pve1", "pve2"], guests),
    settings: { PROXMOX_TOOLSETS: "compat-ry-ops" },
  });
  await runExamples(t, lab, examples);
});

const rows = z.object({ data: z.array(z.looseObject({ node: z.string(), status: z.string() })) });
const guestRows = z.object({ data: z.array(z.looseObject({ node: z.string(), vmid: z.number() })) });
const state = z.object({ data: z.looseObject({ cpu: z.number() }) });

Deno.test("the programs in ry-ops' README find what they read under data", async () => {
  await using lab = await startLab({
    state: readmeState(["pve1", "pve2"], guests),
    settings: { PROXMOX_TOOLSETS: "compat-ry-ops" },
  });
  const nodes = rows.parse((await lab.call("list_nodes")).structured).data;
  assert.deepEqual(nodes.map(({ node, status }) => [node, status]), [["pve1", "online"], ["pve2", "online"]]);
  for (const { node } of nodes) {
    assert.equal(state.parse((await lab.call("get_node_status", { node })).structured).data.cpu, 0.1);
  }
  const machines = guestRows.parse((await lab.call("list_vms")).structured).data;
  assert.deepEqual(machines.map(({ node, vmid }) => `${vmid} ${node}`), [
    "100 pve1",
    "101 pve1",
    "102 pve2",
    "105 pve1",
  ]);
  for (const { node, vmid } of machines) {
    state.parse((await lab.call("get_vm_status", { node, vmid })).structured);
    await lab.text("create_vm_snapshot", { node, vmid, snapname: "backup-20251128-205600" });
  }
  const containers = guestRows.parse((await lab.call("list_containers", { node: "pve1" })).structured).data;
  assert.deepEqual(containers.map(({ vmid }) => vmid), [200]);
  state.parse((await lab.call("get_container_status", { node: "pve1", vmid: 200 })).structured);
});

Deno.test("a task of ry-ops is looked at by node and upid, and a wrong node is told", async () => {
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: "compat-ry-ops" } });
  await lab.text("start_vm", { node: "pve1", vmid: "102" });
  const upid = lab.latestTask?.upid ?? "";
  assert.match(await lab.text("get_task_status", { node: "pve1", upid }), /^qmstart of 102 on pve1/);
  assert.match(
    await lab.failure("get_task_status", { node: "pve2", upid }),
    /^The task ran on node pve1, not on pve2\./,
  );
});

Deno.test("a VM tool of ry-ops refuses a container, by the name of the tool that is meant for it", async () => {
  await using lab = await startLab({ settings: { PROXMOX_TOOLSETS: "compat-ry-ops" } });
  for (
    const [tool, args, remedy] of [
      ["start_vm", {}, /proxmox_ct_start/],
      ["create_vm_snapshot", { snapname: "now" }, /proxmox_snapshot_create/],
      ["list_vm_snapshots", {}, /proxmox_snapshot_list/],
    ] as const
  ) {
    const text = await lab.failure(tool, { node: "pve2", vmid: 115, ...args });
    assert.match(text, /115 \(ci-runner\) is a container/);
    assert.match(text, remedy);
  }
  assert.equal(lab.cluster.countRequests("POST", /./), 0);
});
