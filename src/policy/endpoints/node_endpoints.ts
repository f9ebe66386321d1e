import type { EndpointGroup } from "./group.ts";

const node = "/nodes/{node}";

/** Changes of a node itself. */
export const nodeEndpoints: readonly EndpointGroup[] = [
  {
    access: "host",
    why: "opens a shell on the node or runs commands there",
    under: [node],
    endpoints: ["POST /execute", "POST /termproxy", "POST /vncshell", "POST /spiceshell"],
  },
  {
    access: "destroy",
    why: "takes the node and all its guests down; a node that is off cannot be started from here",
    under: [node],
    endpoints: ["POST /status"],
  },
  {
    access: "destroy",
    why: "stops or suspends all guests of the node",
    under: [node],
    endpoints: ["POST /stopall", "POST /suspendall"],
  },
  {
    access: "write",
    why: "starts or moves the node's guests",
    under: [node],
    endpoints: ["POST /startall", "POST /migrateall"],
  },
  { access: "write", why: "wakes a node", under: [node], endpoints: ["POST /wakeonlan"] },
  {
    access: "write",
    why: "prepares a network configuration, or drops one that is not in force",
    under: [`${node}/network`],
    endpoints: ["POST /", "PUT /{iface}", "DELETE /"],
  },
  {
    access: "destroy",
    why: "deletes a network interface from the configuration",
    under: [`${node}/network`],
    endpoints: ["DELETE /{iface}"],
  },
  {
    access: "destroy",
    why: "puts a network configuration in force, which can cut the node off",
    under: [`${node}/network`],
    endpoints: ["PUT /"],
  },
  {
    access: "write",
    why: "changes the node's settings",
    under: [node],
    endpoints: ["PUT /config", "PUT /dns", "PUT /time"],
  },
  {
    access: "destroy",
    why: "replaces the node's /etc/hosts",
    under: [node],
    endpoints: ["POST /hosts"],
  },
  {
    access: "write",
    why: "changes package sources or refreshes their lists",
    under: [`${node}/apt`],
    endpoints: ["PUT /repositories", "POST /repositories", "POST /update"],
  },
  {
    access: "write",
    why: "starts or reloads a service",
    under: [`${node}/services/{service}`],
    endpoints: ["POST /start", "POST /restart", "POST /reload"],
  },
  {
    access: "destroy",
    why: "stops a service of the node, on which access to it may depend",
    under: [`${node}/services/{service}`],
    endpoints: ["POST /stop"],
  },
  {
    access: "write",
    why: "orders or renews a certificate",
    under: [`${node}/certificates/acme`],
    endpoints: ["POST /certificate", "PUT /certificate"],
  },
  {
    access: "destroy",
    why: "replaces, removes or revokes the node's certificate",
    under: [`${node}/certificates`],
    endpoints: ["POST /custom", "DELETE /custom", "DELETE /acme/certificate"],
  },
  {
    access: "write",
    why: "sets or checks the subscription",
    under: [node],
    endpoints: ["PUT /subscription", "POST /subscription"],
  },
  {
    access: "destroy",
    why: "removes the subscription key",
    under: [node],
    endpoints: ["DELETE /subscription"],
  },
  {
    access: "write",
    why: "changes the node's firewall rules",
    under: [`${node}/firewall`],
    endpoints: ["POST /rules", "PUT /rules/{pos}"],
  },
  {
    access: "destroy",
    why: "deletes a firewall rule or changes the node's firewall as a whole, which can cut it off",
    under: [`${node}/firewall`],
    endpoints: ["DELETE /rules/{pos}", "PUT /options"],
  },
  { access: "write", why: "stops a task", under: [node], endpoints: ["DELETE /tasks/{upid}"] },
  {
    access: "write",
    why: "starts a replication",
    under: [node],
    endpoints: ["POST /replication/{id}/schedule_now"],
  },
];
