import type { Cluster } from "../../cluster/cluster.ts";
import type { ClusterNode } from "../../cluster/node.ts";
import type { MachineFacts } from "../../linux/kernel/machine.ts";
import { logTime } from "../../linux/programs/stat_text.ts";

const GIB = 1024 ** 3;

/** What the programs on a node tell of it; the numbers are those of the REST side. */
export function nodeFacts(cluster: Cluster, node: ClusterNode): MachineFacts {
  const { cpu, load, memory, swap, rootfs } = node;
  const busy = load * cpu.cores * cpu.sockets;
  return {
    hostname: node.name,
    kernel: cluster.isNine ? "6.17.4-1-pve" : "6.8.12-15-pve",
    cores: cpu.cores * cpu.sockets,
    load: [busy, busy * 0.95, busy * 0.9],
    memory,
    swap,
    bootedAt: node.bootedAt,
    mounts: [
      { device: "udev", type: "devtmpfs", path: "/dev", total: memory.total / 2, used: 0 },
      { device: "/dev/mapper/pve-root", type: "ext4", path: "/", ...rootfs },
      { device: "tmpfs", type: "tmpfs", path: "/run", total: Math.round(memory.total / 10), used: 2 ** 20 },
      { device: "/dev/fuse", type: "fuse", path: "/etc/pve", total: 0.125 * GIB, used: 64 * 1024 },
    ],
    services: Object.entries(node.services).map(([name, service]) => ({
      name,
      description: service.desc,
      isRunning: service.state === "running",
      state: service["unit-state"],
    })),
    journal: journalOf(node),
    addresses: { vmbr0: [`${node.ip}/24`] },
    isBusybox: false,
  };
}

/** Lines of the node's log with their time stamps. */
export function journalOf({ syslog }: ClusterNode): string[] {
  return syslog.map(({ time, text }) => `${logTime(time)} ${text}`);
}
