import assert from "node:assert/strict";
import { startCluster } from "../../harness/cluster.ts";
import { serveInProcess } from "../../harness/in_process.ts";
import { Lab, startLab } from "../../harness/lab.ts";
import { spawnRaw } from "../../harness/server_process.ts";
import { sshLogin } from "../../harness/ssh_login.ts";
import { readmeState } from "./readme_cluster.ts";
import { type Example, runExamples } from "./readme_examples.ts";

const guests = [
  { vmid: 100, name: "web", type: "qemu", node: "pve1", running: true },
  { vmid: 101, name: "proxy", type: "lxc", node: "pve1", running: true },
  { vmid: 102, name: "db", type: "qemu", node: "pve2", running: false },
] as const;

/** The README of gilby125/mcp-proxmox: its one call, and each tool with each of its arguments. */
const examples: readonly Example[] = [
  {
    says: "tools/call proxmox_get_nodes",
    tool: "proxmox_get_nodes",
    args: {},
    answers: /^2 nodes, 2 online\n.*CPU +MEMORY.*\npve1 +online/,
  },
  {
    says: "List all VMs and containers",
    tool: "proxmox_get_vms",
    answers: /^3 of 3 guests match[^]*VM +100 +web[^]*CT +101 +proxy[^]*VM +102 +db/,
  },
  {
    says: "filter by node name",
    tool: "proxmox_get_vms",
    args: { node: "pve2", type: "all" },
    answers: /^1 of 3 guests match[^]* db /,
  },
  {
    says: "filter by type qemu",
    tool: "proxmox_get_vms",
    args: { type: "qemu" },
    answers: /^2 VMs: 1 running, 1 stopped/,
  },
  {
    says: "filter by type lxc",
    tool: "proxmox_get_vms",
    args: { node: "pve1", type: "lxc" },
    answers: /^1 container: 1 running/,
  },
  {
    says: "detailed VM status",
    tool: "proxmox_get_vm_status",
    args: { node: "pve1", vmid: "100" },
    answers: /^VM 100 \(web\): running/,
  },
  {
    says: "detailed status of a container",
    tool: "proxmox_get_vm_status",
    args: { node: "pve1", vmid: 101, type: "lxc" },
    answers: /^CT 101 \(proxy\): running/,
  },
  {
    says: "a container taken for a VM",
    tool: "proxmox_get_vm_status",
    args: { node: "pve1", vmid: 101 },
    fails: true,
    answers: /is a container\. Call proxmox_ct_status instead/,
  },
  {
    says: "Execute command on VM",
    tool: "proxmox_execute_vm_command",
    args: { node: "pve1", vmid: 100, command: "uname -s && echo done" },
    answers: /^VM 100 \(web\) on pve1: exit code 0\n[^]*\| Linux\n\| done/,
  },
  {
    says: "Execute command on a container",
    tool: "proxmox_execute_vm_command",
    args: { node: "pve1", vmid: "101", command: "hostname", type: "lxc" },
    answers: /^CT 101 \(proxy\) on pve1: exit code 0\n[^]*\| proxy/,
  },
  { says: "List storage pools and usage", tool: "proxmox_get_storage", answers: /^STORAGE[^]*local-lvm/ },
  {
    says: "storage filtered by node",
    tool: "proxmox_get_storage",
    args: { node: "pve2" },
    answers: /local-lvm +lvmthin +pve2/,
  },
  { says: "overall cluster health", tool: "proxmox_get_cluster_status", answers: /^cluster: readme\n/ },
];

Deno.test("every tool of gilby125/mcp-proxmox's README works with each of its arguments", async (t) => {
  const cluster = await startCluster({ ssh: true, state: readmeState(["pve1", "pve2"], guests) });
  const settings = { ...await sshLogin(cluster), PROXMOX_TOOLSETS: "compat-gilby125" };
  await using lab = new Lab(cluster, await serveInProcess({ ...cluster.environment, ...settings }));
  await runExamples(t, lab, examples);
});

Deno.test("the two lines that gilby125's README pipes into the server are answered", async () => {
  await using cluster = await startCluster({ state: readmeState(["pve1", "pve2"], guests) });
  const environment = { ...cluster.environment, PROXMOX_TOOLSETS: "core,compat-gilby125" };
  const piped = async (line: string): Promise<string> => {
    await using server = spawnRaw({ directory: cluster.directory, environment });
    await server.writeLine(line);
    await server.closeInput();
    const { code, stdout, stderr } = await server.ended;
    assert.equal(code, 0, stderr);
    return stdout;
  };
  assert.match(
    await piped('{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'),
    /"name":"proxmox_get_nodes"/,
  );
  assert.match(
    await piped(
      '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "proxmox_get_nodes", "arguments": {}}}',
    ),
    /2 nodes, 2 online/,
  );
});

Deno.test("commands by gilby125's name are off until PROXMOX_ALLOW_ELEVATED is set, and then on in VMs alone", async () => {
  const state = () => readmeState(["pve1", "pve2"], guests);
  const call = { node: "pve1", vmid: 100, command: "hostname" };
  {
    await using basic = await startLab({ state: state(), settings: { PROXMOX_TOOLSETS: "compat-gilby125" } });
    const names = (await basic.server.listTools()).map(({ name }) => name);
    assert.equal(names.includes("proxmox_execute_vm_command"), false);
    assert.match(await basic.failure("proxmox_execute_vm_command", call), /PROXMOX_ALLOW_ELEVATED=true/);
  }
  const cluster = await startCluster({ ssh: true, state: state() });
  const { I_ACCEPT_RISKS: _, ...login } = await sshLogin(cluster);
  const settings = { ...login, PROXMOX_TOOLSETS: "compat-gilby125", PROXMOX_ALLOW_ELEVATED: "true" };
  await using lab = new Lab(cluster, await serveInProcess({ ...cluster.environment, ...settings }));
  assert.match(await lab.text("proxmox_execute_vm_command", call), /\| web/);
  assert.match(
    await lab.failure("proxmox_execute_vm_command", { ...call, vmid: 101, type: "lxc" }),
    /I_ACCEPT_RISKS=true/,
  );
});
