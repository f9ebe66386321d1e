import { ANYONE, type Call, defineEndpoint, needs } from "../../api/endpoint.ts";
import { NODE, text } from "../../api/schema.ts";
import type { ClusterNode } from "../../cluster/node.ts";
import { releaseFacts } from "../../cluster/release.ts";
import { nodeFigures } from "../../resources/node_figures.ts";
import { requireNode } from "../../resources/require_node.ts";

const PARAMETERS = { node: NODE } as const;

/** The list of nodes and the status of one. */
export const nodeStatusEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/nodes",
    description: "Cluster node index.",
    permission: ANYONE,
    parameters: {},
    handler: (call: Call) =>
      call.cluster.nodes().map((node) => ({
        ...nodeFigures(call, node),
        ssl_fingerprint: call.cluster.fingerprint(node.name),
      })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/status",
    description: "Read node status",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    parameters: PARAMETERS,
    handler: nodeStatus,
  }),
  defineEndpoint({
    method: "POST",
    path: "/nodes/{node}/status",
    description: "Reboot or shutdown a node.",
    permission: needs("/nodes/{node}", "Sys.PowerMgmt"),
    protected: true,
    parameters: {
      node: NODE,
      command: text({ enum: ["reboot", "shutdown"], description: "Specify the command." }),
    },
    handler: ({ cluster, faults, node, params }) => {
      if (params.command === "shutdown") faults.breakNode(node, "gone");
      else requireNode(cluster, node).bootedAt = cluster.clock.now();
      return null;
    },
  }),
];

function nodeStatus({ cluster, node: name }: Call<typeof PARAMETERS>): Record<string, unknown> {
  const node = requireNode(cluster, name);
  const { kernel, version, repoid } = releaseFacts(cluster.release);
  const build = "#1 SMP PREEMPT_DYNAMIC PMX";
  return {
    uptime: Math.max(0, cluster.clock.now() - node.bootedAt),
    idle: 0,
    cpu: node.load,
    wait: Math.round(node.load * 100) / 10000,
    loadavg: loadAverage(node),
    kversion: `Linux ${kernel} ${build}`,
    "current-kernel": { sysname: "Linux", release: kernel, version: build, machine: "x86_64" },
    "boot-info": node.firmware === "legacy-bios" ? { mode: "legacy-bios" } : { mode: "efi", secureboot: 0 },
    cpuinfo: cpuInfo(node),
    memory: memory(node, cluster.isNine),
    swap: { ...node.swap, free: node.swap.total - node.swap.used },
    ksm: { shared: 0 },
    rootfs: {
      ...node.rootfs,
      free: node.rootfs.total - node.rootfs.used,
      avail: Math.round((node.rootfs.total - node.rootfs.used) * 0.95),
    },
    pveversion: `pve-manager/${version}/${repoid}`,
  };
}

function loadAverage(node: ClusterNode): string[] {
  const cores = node.cpu.cores * node.cpu.sockets;
  return [1.1, 1, 0.9].map((factor) => (node.load * cores * factor).toFixed(2));
}

function cpuInfo(node: ClusterNode): Record<string, unknown> {
  const { model, vendor, cores, sockets, mhz } = node.cpu;
  return {
    ...{ model, vendor, sockets, mhz, cores: cores * sockets, cpus: cores * sockets },
    family: "25",
    hvm: "1",
    user_hz: 100,
    flags:
      "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht svm",
  };
}

function memory(node: ClusterNode, isNine: boolean): Record<string, number> {
  const { total, used } = node.memory;
  const free = total - used;
  return { total, used, free: Math.round(free * 0.9), ...(isNine ? { available: free } : {}) };
}
