import { type AnyEndpoint, type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";
import { failure, invalid } from "../../api/failure.ts";
import { NODE, text } from "../../api/schema.ts";
import type { ServiceState } from "../../cluster/node.ts";
import { requireNode } from "../../resources/require_node.ts";

const PATH = { node: NODE, service: text({ description: "Service ID" }) } as const;

/** Without these the node could not be reached any more. */
const ESSENTIAL = new Set(["pveproxy", "pvedaemon", "pve-cluster"]);

/** The units of a node. */
export const serviceEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/services",
    description: "Service list.",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    protected: true,
    parameters: { node: NODE },
    handler: ({ cluster, node }) =>
      Object.entries(requireNode(cluster, node).services).map(([name, state]) => ({
        service: name,
        name,
        ...state,
      })),
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/services/{service}/state",
    description: "Read service properties",
    permission: needs("/nodes/{node}", "Sys.Audit"),
    protected: true,
    parameters: PATH,
    handler: (call) => {
      const { service } = call.params;
      return { service, name: service, ...requireService(call, service) };
    },
  }),
  ...["start", "stop", "restart", "reload"].map((command) =>
    defineEndpoint({
      method: "POST",
      path: `/nodes/{node}/services/{service}/${command}`,
      description: `${command.charAt(0).toUpperCase()}${command.slice(1)} service.`,
      permission: needs("/nodes/{node}", "Sys.Modify"),
      protected: true,
      parameters: PATH,
      handler: (call) => control(call, call.params.service, command),
    })
  ),
];

function requireService({ cluster, node }: CallContext, name: string): ServiceState {
  const { services } = requireNode(cluster, node);
  const found = services[name];
  if (found !== undefined) return found;
  const known = Object.keys(services).toSorted().join(", ");
  throw invalid({ service: `value '${name}' does not have a value in the enumeration '${known}'` });
}

function control(call: CallContext, name: string, command: string): string {
  const service = requireService(call, name);
  return call.tasks.start({
    ...{ node: call.node, identity: call.identity, type: `srv${command}`, id: name },
    work: async (worker) => {
      if (command === "stop" && ESSENTIAL.has(name)) {
        throw failure(`invalid service cmd '${name} stop': refusing to stop essential service!`);
      }
      if (service["unit-state"] === "not-found") {
        throw failure(`command 'systemctl ${command} ${name}' failed: exit code 5`);
      }
      await worker.sleep(1);
      const isStopped = command === "stop";
      service.state = isStopped ? "dead" : "running";
      service["active-state"] = isStopped ? "inactive" : "active";
    },
  });
}
