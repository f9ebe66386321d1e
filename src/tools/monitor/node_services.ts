import * as z from "zod";
import { ExplainedError } from "../../text/explained.ts";
import { inline } from "../../text/foreign.ts";
import { list } from "../../text/list.ts";
import { nearest } from "../../text/nearest.ts";
import {
  controlService,
  isAmiss,
  isInstalled,
  type Service,
  serviceActions,
  services,
} from "../../proxmox/services.ts";
import { awaitTask } from "../../proxmox/task_report.ts";
import { node, wait } from "../fields.ts";
import { knownNode } from "../node_reference.ts";
import { taskAnswer } from "../task_answer.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { perNode, unreadLine } from "./per_node.ts";

/** A service that a node does not have. */
export class UnknownServiceError extends ExplainedError {
  override readonly name = "UnknownServiceError";
}

interface ServiceOnNode extends Service {
  readonly node: string;
}

/** `proxmox_node_services`: source `GET /nodes/{node}/services`. */
export const nodeServices = defineTool({
  name: "proxmox_node_services",
  title: "Services of nodes",
  toolset: "monitor",
  access: "read",
  privileges: ["Sys.Audit"],
  description: "Services of a node; without node= those of all nodes that should run and do not.",
  input: { node: node.optional() },
  run: ({ node }, { proxmox }) =>
    perNode(proxmox, node, async (name) => (await services(proxmox.connection, name)).filter(isInstalled)),
  answer({ answers, unread }, { node }, limits) {
    const all = answers.flatMap((one) => one.value.map((service) => ({ ...service, node: one.node })));
    const rows = node === undefined ? all.filter(isAmiss) : all;
    const counted = `${all.length} services on ${answers.map((one) => one.node).join(", ")}`;
    if (rows.length === 0) {
      return { text: `${counted}; all that should run do.${unreadLine(unread)}` };
    }
    const body = list(rows, {
      columns: [
        ...(node === undefined ? [{ heading: "node", cell: (row: ServiceOnNode) => row.node }] : []),
        { heading: "service", cell: (row: ServiceOnNode) => row.service },
        { heading: "state", cell: (row: ServiceOnNode) => row.state },
        { heading: "at boot", cell: (row: ServiceOnNode) => row["unit-state"] },
        { heading: "", cell: (row: ServiceOnNode) => isAmiss(row) ? "should run" : "" },
        { heading: "description", cell: (row: ServiceOnNode) => inline(row.desc ?? "", 60) },
      ],
      limit: 200,
      characters: limits.characters,
      narrow: "narrow with node=",
    });
    const amiss = all.filter(isAmiss).length;
    return {
      text: `${counted}, ${
        amiss === 0 ? "all that should run do" : `${amiss} should run and do not`
      }\n${body}${unreadLine(unread)}`,
    };
  },
});

/** `proxmox_node_service_control`: workers srvstart, srvstop, srvrestart, srvreload. */
export const nodeServiceControl = defineTool({
  name: "proxmox_node_service_control",
  title: "Start or stop a service",
  toolset: "monitor",
  access: "write",
  accessOf: ({ action }) => action === "stop" ? "destroy" : "write",
  privileges: ["Sys.Modify", "Sys.Audit"],
  description: "Start, stop, restart or reload a service of a node.",
  input: { node, service: z.string().max(128), action: z.enum(serviceActions), wait },
  async target({ node }, { proxmox }) {
    return { kind: "node", node: (await knownNode(proxmox, node)).node };
  },
  async loss({ node, service, action }, context) {
    if (action !== "stop") return undefined;
    const found = await findService(context, node, service);
    return {
      name: found.service,
      summary: `The service ${found.service} on ${found.node} is stopped.`,
      details: [
        `what it is: ${inline(found.desc ?? "", 100)}`,
        `state: ${found.state ?? "unknown"}, at boot: ${found["unit-state"] ?? "unknown"}`,
        "what depends on it stops working until it is started again",
      ],
      identity: [{
        kind: "request",
        method: "POST",
        path: `/nodes/${found.node}/services/${found.service}/stop`,
      }],
    };
  },
  async run({ node, service, action, wait }, context) {
    const { connection } = context.proxmox;
    const before = await findService(context, node, service);
    const upid = await controlService(connection, before.node, before.service, action);
    const report = await awaitTask(connection, upid, { wait, onProgress: context.progress });
    const after = report.state === "running" ? undefined : await findService(context, node, service);
    return { before, report, after };
  },
  answer({ before, report, after }, { action }) {
    const name = `The service ${before.service} on ${before.node}`;
    return taskAnswer(report, {
      done: `${name} is ${after?.state ?? "unknown"} after ${action}, it was ${before.state ?? "unknown"}`,
      doing: `${name}: ${action}`,
    });
  },
});

async function findService(
  { proxmox }: Pick<ToolContext, "proxmox">,
  node: string,
  service: string,
): Promise<ServiceOnNode> {
  const { node: name } = await knownNode(proxmox, node);
  const installed = (await services(proxmox.connection, name)).filter(isInstalled);
  const wanted = service.replace(/\.service$/, "");
  const found = installed.find((one) => one.service === wanted);
  if (found !== undefined) return { ...found, node: name };
  const names = installed.map((one) => one.service);
  const near = nearest(wanted, names);
  throw new UnknownServiceError(`Proxmox has no service ${inline(service, 60)} on ${name}.`, {
    remedy: `${near === undefined ? "" : `Did you mean ${near}? `}It knows: ${names.join(", ")}.`,
  });
}
