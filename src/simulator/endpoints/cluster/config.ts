import { type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { ApiFailure } from "../../api/failure.ts";
import { optional, text } from "../../api/schema.ts";

const AUDIT = needs("/", "Sys.Audit");

/** Corosync's view: the members, and what a node needs to join. */
export const clusterConfigEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/config/nodes",
    description: "Corosync node list.",
    permission: AUDIT,
    parameters: {},
    handler: ({ cluster }) =>
      cluster.state.name === undefined ? [] : cluster.nodes().map((node) => ({
        node: node.name,
        name: node.name,
        nodeid: String(node.nodeid),
        quorum_votes: "1",
        ring0_addr: node.ip,
      })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/config/join",
    description: "Get information needed to join this cluster over the connected node.",
    permission: AUDIT,
    parameters: { node: optional(text()) },
    handler: joinInfo,
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/config/totem",
    description: "Get corosync totem protocol settings.",
    permission: AUDIT,
    parameters: {},
    handler: ({ cluster }) => cluster.state.name === undefined ? {} : totem(cluster.state.name),
  }),
];

function totem(name: string): Record<string, unknown> {
  return {
    cluster_name: name,
    config_version: "3",
    interface: { "0": { linknumber: "0" } },
    ip_version: "ipv4-6",
    link_mode: "passive",
    secauth: "on",
    token_coefficient: "125",
    version: "2",
  };
}

function joinInfo({ cluster, entry }: CallContext): Record<string, unknown> {
  const { name } = cluster.state;
  if (name === undefined) {
    throw new ApiFailure(424, "node is not in a cluster, no join info available!", { newline: false });
  }
  return {
    preferred_node: entry,
    config_digest: "d3b07384d113edec49eaa6238ad5ff00a1b2c3d4",
    nodelist: cluster.nodes().map((node) => ({
      name: node.name,
      nodeid: String(node.nodeid),
      pve_addr: node.ip,
      pve_fp: cluster.fingerprint(node.name),
      quorum_votes: "1",
      ring0_addr: node.ip,
    })),
    totem: totem(name),
  };
}
