import { type AnyEndpoint, defineEndpoint, needs, Reply, TextReply } from "../../api/endpoint.ts";
import { integer, NODE, optional, optionals, text } from "../../api/schema.ts";
import type { LogLine } from "../../cluster/node.ts";
import { requireNode } from "../../resources/require_node.ts";

const TIME = "\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2}(:\\d{2})?)?";
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
      ...optionals(() => text({ pattern: TIME }), "since until"),
      service: optional(text({ maxLength: 128 })),
    },
    handler: ({ cluster, node: name, params, given }) => {
      const { start = 0, limit = 50, service } = params;
      const node = requireNode(cluster, name);
      const { since, until } = given;
      const lines = node.syslog
        .filter(({ text }) => service === undefined || text.includes(` ${service}[`))
        .filter(({ time }) =>
          (since === undefined || wallClock(time, node.timezone) >= String(since)) &&
          (until === undefined || wallClock(time, node.timezone) <= String(until))
        )
        .map((line) => written(line, node.timezone));
      if (lines.length === 0) return new Reply([{ n: 1, t: "no content" }], { total: 1 });
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
      const { syslog, timezone } = requireNode(cluster, node);
      const inSpan = syslog.filter(({ time }) =>
        time >= Number(given["since"] ?? 0) && time <= Number(given["until"] ?? Infinity)
      );
      const count = given["lastentries"] === undefined ? inSpan.length : Number(given["lastentries"]);
      const lines = (count === 0 ? [] : inSpan.slice(-count)).map((line) => written(line, timezone));
      const cursor = (position: number) => `s=5d3f0a1c;i=${position.toString(16)};b=91ab`;
      const data = [cursor(syslog.length - lines.length), ...lines, cursor(syslog.length)];
      return new TextReply(JSON.stringify({ data, success: 1 }), "application/json;charset=UTF-8");
    },
  }),
];

/** A moment as the clock on the node's wall shows it, in a form that sorts: `2026-11-21 02:30:00`. */
function wallClock(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" })
    .format(time * 1000);
}

/** A line with the stamp that syslog writes: `Nov 21 02:30:00`. */
function written({ time, text }: LogLine, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    month: "short",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(time * 1000);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("month")} ${part("day")} ${part("hour")}:${part("minute")}:${part("second")} ${text}`;
}
