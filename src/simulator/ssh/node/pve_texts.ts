import type { Cluster } from "../../cluster/cluster.ts";
import type { Faults } from "../../faults/faults.ts";

/** `/etc/pve/.members`; a node that stands alone has neither cluster nor list. */
export function membersFile(cluster: Cluster, faults: Faults, node: string): string {
  const { name } = cluster.state;
  const nodes = cluster.nodes();
  if (name === undefined) return `{\n"nodename": "${node}",\n"version": 0\n}\n`;
  const rows = nodes.map((one) =>
    `  "${one.name}": { "id": ${one.nodeid}, "online": ${
      faults.isOnline(one.name) ? 1 : 0
    }, "ip": "${one.ip}"}`
  );
  const quorate = faults.isQuorate ? 1 : 0;
  return `{\n"nodename": "${node}",\n"version": ${nodes.length + 2},\n` +
    `"cluster": { "name": "${name}", "version": ${nodes.length}, "nodes": ${nodes.length}, "quorate": ${quorate} },\n` +
    `"nodelist": {\n${rows.join(",\n")}\n  }\n}\n`;
}

/** `/etc/pve/.vmlist`. */
export function vmlistFile(cluster: Cluster): string {
  const rows = cluster.guests().map(({ vmid, node, type }) =>
    `"${vmid}": { "node": "${node}", "type": "${type}", "version": ${vmid % 100} }`
  );
  return `{\n"version": ${rows.length + 1},\n"ids": {\n${rows.join(",\n")}}\n\n}\n`;
}

/** `/etc/pve/corosync.conf`. */
export function corosyncConf(cluster: Cluster): string {
  const nodes = cluster.nodes();
  const list = nodes.map(({ name, nodeid, ip }) =>
    `  node {\n    name: ${name}\n    nodeid: ${nodeid}\n    quorum_votes: 1\n    ring0_addr: ${ip}\n  }\n`
  );
  return `logging {\n  debug: off\n  to_syslog: yes\n}\n\nnodelist {\n${list.join("")}}\n\n` +
    `quorum {\n  provider: corosync_votequorum\n}\n\n` +
    `totem {\n  cluster_name: ${cluster.state.name}\n  config_version: ${nodes.length}\n  interface {\n    linknumber: 0\n  }\n` +
    `  ip_version: ipv4-6\n  link_mode: passive\n  secauth: on\n  version: 2\n}\n\n`;
}

/** `/etc/pve/storage.cfg`. */
export function storageCfg(cluster: Cluster): string {
  return Object.values(cluster.state.storages).map(({ storage, type, config, content, shared }) => {
    const rows = Object.entries(config).map(([key, value]) => `\t${key} ${value}\n`);
    const isMarked = shared && type === "dir";
    return `${type}: ${storage}\n${rows.join("")}\tcontent ${content.join(",")}\n${
      isMarked ? "\tshared 1\n" : ""
    }`;
  }).join("\n");
}
