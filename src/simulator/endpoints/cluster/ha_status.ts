import { type CallContext, defineEndpoint, needs } from "../../api/endpoint.ts";

/** What the high-availability manager says. */
export const haStatusEndpoints = [
  defineEndpoint({
    method: "GET",
    path: "/cluster/ha/status/current",
    description: "Get HA manager status.",
    permission: needs("/", "Sys.Audit"),
    protected: true,
    parameters: {},
    handler: currentStatus,
  }),
  defineEndpoint({
    method: "GET",
    path: "/cluster/ha/status/manager_status",
    description: "Get full HA manager status, including LRM status.",
    permission: needs("/", "Sys.Audit"),
    parameters: {},
    handler: (call) => ({
      manager_status: managerStatus(call),
      quorum: { node: call.entry, quorate: call.faults.isQuorate ? "1" : "0" },
    }),
  }),
];

/** A manager that never had anything to do has no master either. */
function managerStatus({ cluster, faults }: CallContext): Record<string, unknown> {
  const resources = Object.values(cluster.state.haResources);
  if (resources.length === 0) return { node_status: {} };
  const online = (name: string) => faults.isOnline(name) ? "online" : "unknown";
  return {
    master_node: cluster.nodes()[0]?.name ?? "",
    node_status: Object.fromEntries(cluster.nodes().map(({ name }) => [name, online(name)])),
    service_status: Object.fromEntries(resources.map(({ sid, state }) => [sid, { state }])),
    timestamp: cluster.clock.now(),
  };
}

/** Unlike in the cluster's status, `quorate` is never out of date here. */
function currentStatus({ cluster, faults, entry }: CallContext): Record<string, unknown>[] {
  const quorate = faults.isQuorate;
  const quorum = {
    id: "quorum",
    type: "quorum",
    node: entry,
    quorate: quorate ? 1 : 0,
    status: quorate ? "OK" : `No quorum on node '${entry}'!`,
  };
  const resources = Object.values(cluster.state.haResources);
  const isUsed = resources.length > 0;
  const fencing = {
    id: "fencing",
    type: "fencing",
    node: entry,
    "armed-state": isUsed ? "armed" : "standby",
    status: isUsed ? "armed (CRM watchdog active)" : "standby (CRM watchdog standby)",
  };
  const nine = cluster.release === "9.2" ? [fencing] : [];
  if (!isUsed) return [quorum, ...nine];
  const now = cluster.clock.now();
  const when = new Date(now * 1000).toUTCString().replace(/ GMT$/, "");
  const master = cluster.nodes()[0]?.name ?? entry;
  return [
    quorum,
    { id: "master", type: "master", node: master, timestamp: now, status: `${master} (active, ${when})` },
    ...nine,
    ...cluster.nodes().map(({ name }) => {
      const isActive = resources.some((one) => cluster.guest(Number(one.sid.split(":")[1]))?.node === name);
      const mode = faults.isOnline(name) ? (isActive ? "active" : "idle") : "old timestamp - dead?";
      const watchdog = cluster.release === "9.2" && !isActive ? ", watchdog standby" : "";
      return {
        id: `lrm:${name}`,
        type: "lrm",
        node: name,
        timestamp: now,
        status: `${name} (${mode}${watchdog}, ${when})`,
      };
    }),
    ...resources.map((resource) => {
      const guest = cluster.guest(Number(resource.sid.split(":")[1]));
      const node = guest?.node ?? master;
      const state = guest?.runtime === undefined ? "stopped" : "started";
      return {
        ...{ id: `service:${resource.sid}`, type: "service", sid: resource.sid, node, state },
        ...{ crm_state: state, request_state: resource.state, status: `${resource.sid} (${node}, ${state})` },
        ...{
          max_restart: resource.max_restart,
          max_relocate: resource.max_relocate,
          failback: resource.failback,
        },
      };
    }),
  ];
}
