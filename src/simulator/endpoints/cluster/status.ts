import { type Call, defineEndpoint, needs } from "../../api/endpoint.ts";

/** `GET /cluster/status`. */
export const statusEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/status",
    description: "Get cluster status information.",
    permission: needs("/", "Sys.Audit"),
    protected: true,
    parameters: {},
    handler: clusterStatus,
  }),
];

function clusterStatus({ cluster, faults, entry }: Call): Record<string, unknown>[] {
  const { name } = cluster.state;
  const nodes = cluster.nodes();
  const rows: Record<string, unknown>[] = nodes.map((node) => ({
    type: "node",
    id: `node/${node.name}`,
    name: node.name,
    nodeid: name === undefined ? 0 : node.nodeid,
    ip: node.ip,
    online: faults.sees(entry, node.name) ? 1 : 0,
    local: node.name === entry ? 1 : 0,
    level: node.level,
  }));
  if (name === undefined) return rows;
  const quorate = faults.shownQuorate ? 1 : 0;
  return [{ type: "cluster", id: "cluster", name, version: 3, nodes: nodes.length, quorate }, ...rows];
}
