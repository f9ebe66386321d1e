import { type AnyEndpoint, defineEndpoint, needs, Reply, TextReply } from "../../api/endpoint.ts";
import { integer, NODE, optional, optionals, text } from "../../api/schema.ts";
import { requireNode } from "../../resources/require_node.ts";

const READ = needs("/nodes/{node}", "Sys.Syslog");

/** The system log of a node in its two forms. */
export const nodeLogEndpoints: AnyEndpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/syslog",
    description: "Read system log",
    permission: READ,
    protected: true,
    parameters: {
      node: NODE,
      start: optional(integer({ minimum: 0 })),
      limit: optional(integer({ minimum: 0 })),
      since: optional(text()),
      until: optional(text()),
      service: optional(text({ maxLength: 128 })),
    },
    handler: ({ cluster, node, params }) => {
      const { start = 0, limit = 50, service } = params;
      const lines = requireNode(cluster, node).syslog
        .filter((line) => service === undefined || line.includes(` ${service}[`));
      const rows = lines.map((t, index) => ({ n: index + 1, t })).slice(start, start + limit);
      return new Reply(rows, { total: lines.length });
    },
  }),
  defineEndpoint({
    method: "GET",
    path: "/nodes/{node}/journal",
    description: "Read Journal",
    permission: READ,
    protected: true,
    parameters: {
      node: NODE,
      lastentries: optional(integer({ minimum: 0 })),
      ...optionals(() => integer({ minimum: 0 }), "since until"),
      ...optionals(() => text(), "startcursor endcursor"),
    },
    // The reader writes the whole body itself: the first and the last element are cursors.
    handler: ({ cluster, node, given }) => {
      const { syslog } = requireNode(cluster, node);
      const count = given["lastentries"] === undefined ? syslog.length : Number(given["lastentries"]);
      const lines = count === 0 ? [] : syslog.slice(-count);
      const cursor = (position: number) => `s=5d3f0a1c;i=${position.toString(16)};b=91ab`;
      const data = [cursor(syslog.length - lines.length), ...lines, cursor(syslog.length)];
      return new TextReply(JSON.stringify({ data, success: 1 }), "application/json;charset=UTF-8");
    },
  }),
];
