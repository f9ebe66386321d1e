import { type AnyEndpoint, ANYONE, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { NODE } from "../../api/schema.ts";
import type { Worker } from "../../tasks/runner.ts";
import { SDN_ID } from "./object.ts";

const ALLOCATE = needs("/sdn", "SDN.Allocate");

/** Putting the edited network into force, and how it is on a node. */
export const sdnApplyEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "PUT",
    path: "/cluster/sdn",
    description: "Apply sdn controller changes && reload.",
    permission: ALLOCATE,
    protected: true,
    parameters: {},
    handler: (call) => {
      const { sdn } = call.cluster.state;
      sdn.running = structuredClone(sdn.edited);
      return call.tasks.start({
        ...{ node: call.node, identity: call.identity, type: "reloadnetworkall", id: "" },
        work: (worker) => reloadNodes(call, worker),
      });
    },
  }),
  defineEndpoint({
    method: "POST",
    path: "/cluster/sdn/rollback",
    description: "Rollback pending changes to SDN configuration",
    since: "9",
    permission: ALLOCATE,
    protected: true,
    parameters: {},
    handler: ({ cluster }) => {
      const { sdn } = cluster.state;
      sdn.edited = structuredClone(sdn.running);
      return null;
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/sdn/zones",
    description: "Get status for all zones.",
    permission: ANYONE,
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node, permissions }) =>
      Object.values(cluster.state.sdn.running.zones)
        .filter(({ nodes }) => nodes === undefined || String(nodes).split(",").includes(node))
        .filter(({ zone }) => permissions.has(`/sdn/zones/${zone}`, ["SDN.Audit", "SDN.Use"], true))
        .map(({ zone }) => ({ zone, status: "available" })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/sdn/zones/{zone}/content",
    description: "List zone content.",
    permission: needs("/sdn/zones/{zone}", "SDN.Audit"),
    protected: true,
    parameters: { node: NODE, zone: SDN_ID },
    handler: ({ cluster, params }) =>
      Object.values(cluster.state.sdn.running.vnets)
        .filter(({ zone }) => zone === params.zone)
        .map(({ vnet }) => ({ vnet, status: "available" })),
  }),
];

/** Every node reloads its interfaces in a task of its own. */
async function reloadNodes(call: CallContext, worker: Worker): Promise<void> {
  for (const { name: node } of call.cluster.nodes()) {
    const upid = call.tasks.start({
      ...{ node, identity: call.identity, type: "srvreload", id: "networking" },
      work: (child) => child.sleep(2),
    });
    await call.tasks.ended(upid);
    worker.log(`${node}: reloading network config`);
  }
}
