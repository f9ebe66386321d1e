import { join } from "node:path";
import { freePort, makeKey, startNode } from "./lab.ts";
import type { LabNode } from "./lab_node.ts";

/** Two nodes, `pve` and `pve2`, that know each other as members of one cluster. */
export interface LabCluster {
  readonly entry: LabNode;
  readonly other: LabNode;
}

/** What differs from a cluster whose nodes can both be reached from here. */
export interface ClusterOptions {
  /** False when the other node lets nobody in from here, only the entry node. */
  readonly direct?: boolean;
  /** Where the members' list says that the other node is, when not where it is. */
  readonly otherAddress?: string;
  /** False when the entry node has no file of host keys for the other (Proxmox VE before 8.2). */
  readonly nodeFile?: boolean;
}

/** The configuration of a container on the other node, which every node of the cluster sees. */
const farContainer = { "pve/nodes/pve2/lxc/110.conf": "hostname: far1\n" };

/**
 * Starts both nodes on one port of two loopback addresses, as nodes of a cluster share port 22, hands them over, and takes
 * them away again. `ssh` from the entry node to the other goes by the cluster's own keys.
 */
export async function withCluster(
  options: ClusterOptions,
  use: (cluster: LabCluster) => Promise<void>,
): Promise<void> {
  const keys = await Deno.makeTempDir({ prefix: "pmx-keys-" });
  const hosts = { pve: "127.0.0.1", pve2: "127.0.0.2" };
  const port = freePort(Object.values(hosts));
  const publicKey = await makeKey(join(keys, "client"));
  const clusterKey = await makeKey(join(keys, "cluster"));
  const other = await startNode({
    name: "pve2",
    host: hosts.pve2,
    port,
    client: keys,
    etc: { "pve/.members": members("pve2", hosts), ...farContainer },
    // 110 is the container that runs there as 100.
    setup: "mkdir -p /run/lab/ct; ln -s 100 /run/lab/ct/110",
    keyTypes: ["ed25519", "rsa"],
  });
  const welcome = options.direct === false ? [clusterKey] : [publicKey, clusterKey];
  await Deno.writeTextFile(join(other.directory, "root/.ssh/authorized_keys"), `${welcome.join("\n")}\n`);
  const entry = await startNode({
    name: "pve",
    host: hosts.pve,
    port,
    client: keys,
    etc: {
      "pve/.members": members("pve", { ...hosts, pve2: options.otherAddress ?? hosts.pve2 }),
      ...farContainer,
      ...(options.nodeFile === false
        ? { "ssh/ssh_known_hosts": `pve2 ${other.hostKeys.rsa}\n` }
        : { "pve/nodes/pve2/ssh_known_hosts": `pve2 ${other.hostKeys.rsa}\n` }),
      "ssh/ssh_config": `Host *\n  Port ${port}\n  IdentityFile /root/.ssh/cluster\n`,
    },
  });
  await Deno.copyFile(join(keys, "cluster"), join(entry.directory, "root/.ssh/cluster"));
  await Deno.chmod(join(entry.directory, "root/.ssh/cluster"), 0o600);
  try {
    await use({ entry, other });
  } finally {
    await Promise.all([entry.stop(), other.stop()]);
    await Deno.remove(keys, { recursive: true });
  }
}

function members(name: string, hosts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(hosts).map(([node, ip], index) =>
    `  "${node}": { "id": ${index + 1}, "online": 1, "ip": "${ip}"}`
  );
  return `{\n"nodename": "${name}",\n"version": 6,\n` +
    `"cluster": { "name": "lab", "version": 2, "nodes": 2, "quorate": 1 },\n"nodelist": {\n${
      rows.join(",\n")
    }\n  }\n}\n`;
}
