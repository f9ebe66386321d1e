import assert from "node:assert/strict";
import { join } from "node:path";
import { type Environment, startCluster, type TestCluster } from "../../harness/cluster.ts";
import { type InProcess, serveInProcess } from "../../harness/in_process.ts";
import { Lab } from "../../harness/lab.ts";
import { readmeState } from "./readme_cluster.ts";
import { type Example, runExamples, runs } from "./readme_examples.ts";

const guests = [
  {
    vmid: 100,
    name: "web",
    type: "lxc",
    node: "pve",
    running: true,
    files: { "/etc/nginx/nginx.conf": "worker_processes auto;\n", "/backups/db.sql": "SELECT 1;\n" },
  },
  {
    vmid: 101,
    name: "app",
    type: "lxc",
    node: "pve",
    running: false,
    files: {
      "/var/log/syslog": "ready\n",
      "/var/log/app.log": "started\n",
      "/var/www/index.html": "hello\n",
      "/etc/app/default.yaml": "{}\n",
    },
  },
  { vmid: 102, name: "cache", type: "lxc", node: "pve", running: true },
] as const;

/** The server as the README has it configured: HOST, SSH_USERNAME and SSH_PASSWORD, no API token; and where the simulator differs. */
async function serve(cluster: TestCluster, name = "pve", settings: Environment = {}): Promise<InProcess> {
  const { ssh, logins } = cluster.simulator;
  const node = ssh?.nodes[name];
  assert.ok(ssh !== undefined && node !== undefined);
  return await serveInProcess({
    I_ACCEPT_RISKS: "true",
    HOST: node.host,
    SSH_USERNAME: "root",
    SSH_PASSWORD: logins.root.password,
    ENABLE_HOST_EXEC: "true",
    CHARACTER_LIMIT: "25000",
    MAX_FILE_SIZE: "10485760",
    SSH_PORT: String(node.port),
    PROXMOX_SSH_HOST_KEY: Object.values(ssh.nodes).map(({ hostKeyFingerprint }) => hostKeyFingerprint).join(
      ",",
    ),
    PROXMOX_TOOLSETS: "compat-husniadil",
    PROXMOX_FILES_ROOT: cluster.directory,
    PROXMOX_AUDIT_LOG: join(cluster.directory, "audit.jsonl"),
    ...settings,
  });
}

function inContainer(says: string, vmid: number, command: string, answers: RegExp): Example {
  return { says, tool: "proxmox_container_exec_command", args: { vmid, command }, answers };
}

function onHost(says: string, command: string, answers: RegExp): Example {
  return { says, tool: "proxmox_host_exec_command", args: { command }, answers };
}

/** The README of husniadil/proxmox-mcp-server, from top to bottom. Programs that a simulated guest does not have end in 127. */
const examples: readonly Example[] = [
  {
    says: "List my Proxmox containers",
    tool: "proxmox_list_containers",
    answers:
      /^\[\{"vmid":100,"status":"running","name":"web"\},\{"vmid":101,"status":"stopped","name":"app"\}/,
  },
  {
    says: "Show me all my containers",
    tool: "proxmox_list_containers",
    args: { response_format: "text" },
    answers: /^3 containers: 2 running, 1 stopped\n/,
  },
  {
    says: "Check the status of container 100",
    tool: "proxmox_container_status",
    args: { vmid: 100 },
    answers: /^\{"status":"running"\}$/,
  },
  {
    says: "Start container 101",
    tool: "proxmox_start_container",
    args: { vmid: 101 },
    answers: /^CT 101 \(app\) on pve is running/,
    then: runs(101, true),
  },
  {
    says: "Stop container 102",
    tool: "proxmox_stop_container",
    args: { vmid: 102 },
    answers: /^CT 102 \(cache\) on pve is stopped/,
    then: runs(102, false),
  },
  {
    says: "Start container 102 again",
    tool: "proxmox_start_container",
    args: { vmid: 102 },
    answers: /is running/,
  },
  inContainer("Check disk space and memory usage on container 100", 100, "df -h && free -h", /\| Mem: /),
  inContainer("the last 50 lines of syslog on container 101", 101, "tail -n 50 /var/log/syslog", /\| ready$/),
  inContainer("List all running processes on container 102", 102, "ps aux", /\| root +1 .*\/sbin\/init/),
  inContainer(
    "Update package lists on container 100",
    100,
    "apt update",
    /exit code 127\n[^]*apt: not found/,
  ),
  inContainer(
    "Install nginx on container 101",
    101,
    "apt install -y nginx",
    /exit code 127\n[^]*apt: not found/,
  ),
  inContainer(
    "Check if nginx is running on container 102",
    102,
    "systemctl is-active nginx",
    /exit code 3\n[^]*inactive/,
  ),
  inContainer(
    "the contents of /etc/nginx/nginx.conf on container 100",
    100,
    "cat /etc/nginx/nginx.conf",
    /\| worker_processes auto;/,
  ),
  inContainer("List files in /var/www on container 101", 101, "ls /var/www", /\| index\.html/),
  inContainer("Check the size of /var/log directory on container 102", 102, "du -sh /var/log", /\/var\/log$/),
  {
    says: "Download /etc/nginx/nginx.conf from container 100 to ./nginx.conf",
    tool: "proxmox_download_file_from_container",
    args: { vmid: 100, container_path: "/etc/nginx/nginx.conf", local_path: "./nginx.conf" },
    answers: /23 bytes, sha256 \w+ at both ends, saved as .*\/nginx\.conf$/,
  },
  {
    says: "Upload ./config.yaml to container 101 at /etc/app/config.yaml with permissions 644",
    tool: "proxmox_upload_file_to_container",
    args: {
      vmid: 101,
      local_path: "./config.yaml",
      container_path: "/etc/app/config.yaml",
      permissions: "644",
    },
    answers: /^\/etc\/app\/config\.yaml of CT 101 \(app\) written/,
    then: hasFile(101, "/etc/app/config.yaml", 0o644),
  },
  {
    says: "Download /etc/pve/storage.cfg from the Proxmox host to ./storage.cfg",
    tool: "proxmox_download_file_from_host",
    args: { host_path: "/etc/pve/storage.cfg", local_path: "./storage.cfg" },
    answers: /^\/etc\/pve\/storage\.cfg of node pve: .* saved as .*\/storage\.cfg$/,
  },
  {
    says: "Upload ./backup.sh to Proxmox host at /root/backup.sh with permissions 755",
    tool: "proxmox_upload_file_to_host",
    args: { local_path: "./backup.sh", host_path: "/root/backup.sh", permissions: "755" },
    answers: /^\/root\/backup\.sh of node pve written/,
  },
  {
    says: "Get the application log from container 101 at /var/log/app.log",
    tool: "proxmox_download_file_from_container",
    args: { vmid: 101, container_path: "/var/log/app.log", local_path: "app.log" },
    answers: /saved as/,
  },
  {
    says: "Backup /etc/hosts file from container 102",
    tool: "proxmox_download_file_from_container",
    args: { vmid: 102, container_path: "/etc/hosts", local_path: "hosts" },
    answers: /saved as/,
  },
  {
    says: "Upload my local nginx.conf to container 100 at /etc/nginx/nginx.conf",
    tool: "proxmox_upload_file_to_container",
    args: { vmid: 100, local_path: "nginx.conf", container_path: "/etc/nginx/nginx.conf" },
    fails: true,
    answers: /exists in container 100 already/,
  },
  {
    says: "the same with overwrite, as the README's troubleshooting has it",
    tool: "proxmox_upload_file_to_container",
    args: {
      vmid: 100,
      local_path: "nginx.conf",
      container_path: "/etc/nginx/nginx.conf",
      overwrite: true,
    },
    answers: /written/,
  },
  {
    says: "Deploy script.sh to container 101 at /root/script.sh with executable permissions",
    tool: "proxmox_upload_file_to_container",
    args: { vmid: 101, local_path: "backup.sh", container_path: "/root/script.sh", permissions: "755" },
    answers: /written/,
    then: hasFile(101, "/root/script.sh", 0o755),
  },
  {
    says: "Download database backup from container 100 at /backups/db.sql",
    tool: "proxmox_download_file_from_container",
    args: { vmid: 100, container_path: "/backups/db.sql", local_path: "db.sql" },
    answers: /saved as/,
  },
  {
    says: "Upload the restored database to container 100 at /tmp/restore.sql",
    tool: "proxmox_upload_file_to_container",
    args: { vmid: 100, local_path: "db.sql", container_path: "/tmp/restore.sql" },
    answers: /written/,
  },
  onHost("all containers and VMs on my Proxmox host", "pct list; qm list", /\| 100 +running +web/),
  onHost("Check my cluster status", "pvecm status", /corosync\.conf' does not exist/),
  onHost("the disk usage on the Proxmox host", "df -h", /\| \/dev\/mapper\/pve-root /),
  onHost("my ZFS pool status", "zpool status", /exit code 127\n[^]*zpool: not found/),
  onHost("List all storage on Proxmox", "pvesm status", /\| local-lvm +lvmthin +active/),
  onHost(
    "Create a new Ubuntu container with ID 200",
    "pct create 200 local:vztmpl/ubuntu.tar.zst",
    /does not exist/,
  ),
  onHost("system resource usage on the host", "free -h && uptime", /load average/),
  onHost("Check if Proxmox services are running", "systemctl status pveproxy", /active \(running\)/),
  onHost("network interfaces on the host", "ip addr", /vmbr0/),
  onHost("the uptime of my Proxmox server", "uptime", /\| .*up 1 day/),
];

function hasFile(vmid: number, path: string, mode: number): (lab: Lab) => void {
  return ({ simulator }) => {
    const file = simulator.cluster.guest(vmid)?.system.files[path];
    assert.equal(file?.mode, mode, `${path} in guest ${vmid}`);
  };
}

Deno.test("every example of husniadil/proxmox-mcp-server's README works by its tools' names and arguments", async (t) => {
  const cluster = await startCluster({ ssh: true, state: readmeState(["pve"], guests) });
  await using lab = new Lab(cluster, await serve(cluster));
  await Deno.writeTextFile(join(cluster.directory, "config.yaml"), "a: 1\n");
  await Deno.writeTextFile(join(cluster.directory, "backup.sh"), "#!/bin/sh\n");
  await runExamples(t, lab, examples);
  assert.equal(cluster.simulator.requests.length, 0, "there is no API token, so nothing goes over REST");
});

Deno.test("commands answer in the JSON of husniadil where they are asked to, in text else", async () => {
  const cluster = await startCluster({ ssh: true, state: readmeState(["pve"], guests) });
  await using lab = new Lab(cluster, await serve(cluster));
  const inContainer = { vmid: 100, command: "echo out; echo 'a\"b' >&2; exit 3", response_format: "json" };
  assert.deepEqual(JSON.parse(await lab.text("proxmox_container_exec_command", inContainer)), {
    exit_code: 3,
    stdout: "out\n",
    stderr: 'a"b\n',
    success: false,
  });
  const long = "i=0; while [ $i -lt 6000 ]; do echo line $i; i=$((i+1)); done";
  const answer = JSON.parse(
    await lab.text("proxmox_host_exec_command", { command: long, response_format: "json" }),
  );
  assert.equal(answer.success, true);
  assert.equal(answer.stdout_truncated, true);
  assert.match(answer.stdout, /^line 0\n[^]*left out[^]*line 5999\n$/);
});

Deno.test("on a cluster a command for the host runs on the node that HOST is, or on the one that is configured", async () => {
  const cluster = await startCluster({ ssh: true, state: readmeState(["pve1", "pve2", "pve3"], []) });
  const call = { command: "hostname" };
  {
    await using server = await serve(cluster, "pve2");
    assert.match(
      (await server.call("proxmox_host_exec_command", call)).text,
      /^node pve2: exit code 0\n[^]*\| pve2/,
    );
  }
  await using lab = new Lab(cluster, await serve(cluster, "pve2", { PROXMOX_DEFAULT_NODE: "pve3" }));
  assert.match(await lab.text("proxmox_host_exec_command", call), /^node pve3: exit code 0\n[^]*\| pve3/);
});

Deno.test("a container tool of husniadil refuses a VM", async () => {
  const vm = { vmid: 300, name: "vm", type: "qemu", node: "pve", running: true } as const;
  const cluster = await startCluster({ ssh: true, state: readmeState(["pve"], [vm]) });
  await using lab = new Lab(cluster, await serve(cluster));
  const download = { vmid: 300, container_path: "/etc/hostname", local_path: "x" };
  assert.match(
    await lab.failure("proxmox_download_file_from_container", download),
    /^VM 300 \(vm\) is a VM, not a container\. If it is meant, call proxmox_guest_pull/,
  );
  assert.match(await lab.failure("proxmox_container_status", { vmid: 300 }), /is a VM\./);
});
