import * as z from "zod";
import { frame, inline } from "../../text/foreign.ts";
import { counted } from "../../text/list.ts";
import { parseMoment } from "../../text/moment.ts";
import { nodeLog } from "../../proxmox/node_log.ts";
import { node } from "../fields.ts";
import { knownNode } from "../node_reference.ts";
import { defineTool } from "../tool.ts";
import { moment } from "./fields.ts";

/** `proxmox_node_log`: sources `GET /nodes/{node}/journal` and `GET /nodes/{node}/syslog`. */
export const nodeLogTool = defineTool({
  name: "proxmox_node_log",
  title: "System log of a node",
  toolset: "monitor",
  access: "read",
  privileges: ["Sys.Syslog", "Sys.Audit"],
  description: "Its last lines, of one service or a span of time.",
  input: {
    node,
    service: z.string().max(128).optional(),
    since: moment.optional().describe("2h, 3d, or UTC 2026-11-21 01:44"),
    until: moment.optional(),
    lines: z.int().min(1).max(2000).default(100),
  },
  async run({ node, service, since, until, lines }, { proxmox }) {
    const { node: name } = await knownNode(proxmox, node);
    const now = Date.now();
    const log = await nodeLog(proxmox.connection, name, {
      lines,
      service,
      since: since === undefined ? undefined : parseMoment(since, now),
      until: until === undefined ? undefined : parseMoment(until, now),
    });
    return { name, log };
  },
  answer({ name, log }, { service, since, until }, limits) {
    const of = `${service === undefined ? "" : ` of ${inline(service, 60)}`} on ${name}`;
    if (log.lines.length === 0) {
      return {
        text: `The log${of} has no such lines. ${
          since === undefined && until === undefined
            ? "proxmox_node_services names the services there are."
            : "Try a longer span, or leave service= out."
        }`,
      };
    }
    const zone = log.timezone === undefined ? "the node's time zone" : log.timezone;
    const shown = log.total === undefined || log.total <= log.lines.length
      ? counted(log.lines.length, "line")
      : `The last ${log.lines.length} of ${log.total} lines`;
    const head = `${shown} of the log${of}, times in ${zone}`;
    return {
      text: `${head}\n${
        frame(`log of ${name}`, log.lines.join("\n"), Math.max(1000, limits.characters - 400))
      }`,
    };
  },
});
