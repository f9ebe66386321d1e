import assert from "node:assert/strict";
import type { Guest } from "../../../src/simulator/cluster/guest.ts";
import type { Task } from "../../../src/simulator/cluster/task.ts";
import { parseUpid } from "../../../src/simulator/cluster/upid.ts";
import type { ClusterState } from "../../../src/simulator/cluster/state.ts";
import { addGuests, bareLab, container, machine, running } from "./lab.ts";

/** How the lab stood when the recording of each file began. */
export const STATES: Readonly<Record<string, (now: number) => ClusterState>> = {
  "01_auth": (now) => bareLab(now),
  "02_lxc_create": (now) => bareLab(now),
  "03_lxc_power_config": (now) => withWeb(now, true),
  "04_lxc_snapshots": (now) => withWeb(now, true, { cores: 2, onboot: 0 }),
  "05_lxc_create_more": (now) => withWeb(now, true, { cores: 2 }),
  "06_qemu": (now) => withMachine(now, { agent: "enabled=1", name: "vm1" }),
  "07_qemu_snap_clone": withoutMachine,
  "07_qemu_locked_vm": snapshottedMachine,
  "09_cluster_nodes_tasks": withTasks,
  "12_storage_pools": (now) => severalContainers(now),
  "13_protocol_errors": (now) => severalContainers(now),
  "16_qemu_agent": agentMachine,
  "17_agent_encoding": agentMachine,
  "17b_agent_encoding": agentMachine,
  "17c_agent_euro_arg": agentMachine,
  "17d_agent_two_umlauts": agentMachine,
  "30_cluster_1_healthy": (now) => twoNodes(now),
  "30_cluster_2_setup_guests": (now) => bareLab(now, ["pve", "pve2"]),
  "30_cluster_2_remote_guest": (now) => twoNodes(now),
  "30_cluster_3_migration": (now) => twoNodes(now),
  "30_cluster_5a_daemons_down": (now) => {
    const state = twoNodes(now);
    Object.assign(state.guests[110]?.config ?? {}, { description: "y" });
    return state;
  },
  "30_cluster_5b_node_down": withLostNode,
  "30_cluster_5e_pvestatd_down": (now) => twoNodes(now),
};

const WEB = {
  hostname: "web1",
  rootfs: "local-btrfs:100/vm-100-disk-0.raw,size=1G",
  cores: 1,
  memory: 256,
  swap: 0,
  net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:BA:17:A4,ip=192.168.77.100/24,type=veth",
};

function withWeb(now: number, withVm: boolean, config: Record<string, string | number> = {}): ClusterState {
  const state = bareLab(now);
  const tags = config["cores"] === undefined
    ? { tags: "prod;web", description: "first line\nsecond line: ü\n" }
    : {};
  const web = container(100, { ...WEB, ...tags, ...config }, running(now));
  if (config["onboot"] !== undefined) delete web.config["swap"];
  addGuests(state, withVm ? [web, machine(200, {}, running(now))] : [web], [100]);
  return state;
}

function withMachine(now: number, config: Record<string, string | number>): ClusterState {
  const state = withWeb(now, false);
  addGuests(state, [machine(200, config, running(now))], [200]);
  return state;
}

function withoutMachine(now: number): ClusterState {
  const state = withWeb(now, false);
  addGuests(state, [101, 102, 103, 104].map((vmid) => container(vmid, {})));
  return state;
}

function snapshottedMachine(now: number): ClusterState {
  const state = withMachine(now, { name: "vm1-renamed", memory: "192", parent: "s1" });
  const { parent: _, ...config } = state.guests[200]?.config ?? {};
  Object.assign(state.guests[200]?.snapshots ?? {}, {
    s1: { snaptime: now - 60, description: "one", vmstate: 0, config },
  });
  return state;
}

function severalContainers(now: number): ClusterState {
  const state = withWeb(now, false, { cores: 2 });
  const unprivileged = { unprivileged: 1 };
  addGuests(state, [
    container(101, { hostname: "db1", cores: 1, ostype: "debian", ...unprivileged }, running(now)),
    container(102, unprivileged),
    container(103, { ...unprivileged, rootfs: "local-btrfs:103/vm-103-disk-0.raw,size=1G" }),
    container(104, unprivileged),
    machine(200, { name: "vm1" }),
  ], [104, 200]);
  return state;
}

function agentMachine(now: number): ClusterState {
  const state = severalContainers(now);
  const config = { name: "agentvm", memory: "256", agent: "enabled=1", serial0: "socket", vga: "serial0" };
  const guest = machine(300, config, running(now));
  guest.system = {
    ...guest.system,
    ...{ agent: true, hostname: "vmguest", shutdownSeconds: 2, addresses: { 0: ["192.168.77.200/24"] } },
    os: { id: "labix", name: "Labix", "pretty-name": "Labix 1", "version-id": "1" },
  };
  addGuests(state, [guest]);
  return state;
}

/** Tasks that ended before the recording began, one of them under the identifier it asks for. */
function withTasks(now: number): ClusterState {
  const state = severalContainers(now);
  const taken = "close (rename) atomic file '/etc/pve/nodes/pve/qemu-server/100.conf' failed: File exists";
  state.tasks.push(
    pastTask("UPID:pve:00000A05:0003811B:6B00F4E0:vzstart:101:root@pam!full:", "OK"),
    pastTask("UPID:pve:000008CD:000370E1:6B00F4B6:vzdelsnapshot:100:root@pam!full:", "OK"),
    pastTask("UPID:pve:000013BC:00041275:6B00F654:qmclone:200:root@pam!full:", taken),
    pastTask("UPID:pve:000013D0:000412AC:6B00F655:qmstart:200:root@pam!full:", "OK"),
    pastTask("UPID:pve:0000141E:000415DC:6B00F65D:vncproxy:200:root@pam!full:", "connection timed out"),
  );
  const entry = {
    uid: 361,
    time: now,
    node: "pve",
    user: "root@pam!full",
    tag: "pvedaemon",
    pid: 4828,
    pri: 3,
  };
  state.log.push({ ...entry, msg: "end task" });
  return state;
}

/** A task that ended a second after it began. */
export function pastTask(upid: string, exitstatus: string): Task {
  const parts = parseUpid(upid);
  assert(parts !== undefined);
  const log = [`TASK ${exitstatus === "OK" ? "" : "ERROR: "}${exitstatus}`];
  return { ...parts, upid, log, exitstatus, endtime: parts.starttime + 1 };
}

/** As the lab stood when the link was cut: the far container runs, the far machine is here. */
function withLostNode(now: number): ClusterState {
  const state = twoNodes(now);
  const agent = state.guests[300];
  if (agent !== undefined) agent.system = { ...agent.system, agent: true };
  const far = state.guests[110];
  if (far !== undefined) Object.assign(far, running(now));
  const machine = state.guests[210];
  if (machine !== undefined) machine.node = "pve";
  addGuests(state, [container(111, { hostname: "far2", memory: 64, unprivileged: 1 }, { node: "pve2" })]);
  for (const volume of state.storages["local"]?.volumes ?? []) if (volume.vmid === 210) volume.node = "pve";
  return state;
}

/** A machine made with nothing but a disk. */
function farMachine(): Guest {
  const made = machine(210, { name: "farvm", memory: "64", scsi0: "local:210/vm-210-disk-0.raw,size=1G" }, {
    node: "pve2",
  });
  const { cores: _, ostype: __, net0: ___, ...config } = made.config;
  return { ...made, config };
}

const DATABASE = {
  ...{ hostname: "db1", cores: 1, ostype: "debian", unprivileged: 1, features: "nesting=1" },
  net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:86:67:AB,ip=192.168.77.101/24,type=veth",
};

function twoNodes(now: number): ClusterState {
  const state = bareLab(now, ["pve", "pve2"]);
  const far = { node: "pve2" };
  const net = { net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:6E,ip=manual,type=veth" };
  addGuests(state, [
    container(100, { ...WEB, memory: 300, cores: 2 }),
    container(101, { ...DATABASE }, running(now)),
    container(104, { unprivileged: 1 }),
    container(110, { hostname: "far1", cores: 1, memory: 64, unprivileged: 1, ...net }, far),
    machine(200, {}),
    farMachine(),
    machine(300, { name: "agentvm", memory: "256", agent: "enabled=1", serial0: "socket" }, running(now)),
  ], [100, 104]);
  state.tasks.push(
    pastTask("UPID:pve:00000277:000C091F:6B010AB7:qmstart:300:root@pam:", "OK"),
    pastTask("UPID:pve:00000BE4:000C4F00:6B010B80:vzstop:101:root@pam!full:", "OK"),
    pastTask("UPID:pve2:00000217:000C128C:6B010ACF:qmcreate:210:root@pam!full:", "OK"),
  );
  const entry = {
    uid: 6,
    time: now,
    node: "pve2",
    user: "root@pam!full",
    tag: "pvedaemon",
    pid: 403,
    pri: 6,
  };
  state.log.push({ ...entry, msg: "end task" });
  return state;
}
