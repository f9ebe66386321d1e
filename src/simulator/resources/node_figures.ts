import type { ClusterNode } from "../cluster/node.ts";
import type { RowContext } from "./row_context.ts";

/** What lists say about a node; numbers only for callers with Sys.Audit on it, and only while they are known. */
export function nodeFigures(context: RowContext, node: ClusterNode): Record<string, unknown> {
  const { cluster, faults, permissions } = context;
  const { name } = node;
  const base = { id: `node/${name}`, type: "node", node: name };
  const online = faults.isOnline(name);
  if (faults.isForgotten(name)) return { ...base, status: online ? "unknown" : "offline" };
  const described = { ...base, status: online ? "online" : "offline", level: node.level };
  if (!permissions.has(`/nodes/${name}`, ["Sys.Audit"])) return described;
  const limits = {
    maxcpu: node.cpu.cores * node.cpu.sockets,
    maxmem: node.memory.total,
    maxdisk: node.rootfs.total,
  };
  if (!online) return { ...described, ...limits };
  return {
    ...described,
    ...limits,
    cpu: node.load,
    mem: node.memory.used,
    disk: node.rootfs.used,
    uptime: Math.max(0, cluster.clock.now() - node.bootedAt),
  };
}
