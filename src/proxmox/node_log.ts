import * as z from "zod";
import { path } from "../wire/path.ts";
import type { Connection } from "./connection.ts";

/** Which part of a node's log is wanted: its last lines, of one unit or a span of time. */
export interface LogSpan {
  /** Lines at most, the newest. */
  readonly lines: number;
  /** Name of a systemd unit. */
  readonly service?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Lines of a node's log, oldest first, in the node's own time zone, and how many there are in all where that is known. */
export interface NodeLog {
  readonly lines: readonly string[];
  readonly total: number | undefined;
  /** The node's time zone, where it had to be asked. */
  readonly timezone: string | undefined;
}

const journalAnswer = z.array(z.string()).nullable();
const syslogAnswer = z.array(z.object({ t: z.string().catch("") }));

/**
 * Reads the end of a node's log.
 *
 * Sources: `GET /nodes/{node}/journal` for the last lines of all; `GET /nodes/{node}/syslog` where a unit or a time is
 * asked for, which lists the oldest first, so that its length is asked before. Both need Sys.Syslog on the node.
 */
export async function nodeLog(connection: Connection, node: string, span: LogSpan): Promise<NodeLog> {
  const { lines, service, since, until } = span;
  if (service === undefined && since === undefined && until === undefined) {
    const entries = await connection.get(path`/nodes/${node}/journal`, journalAnswer, { lastentries: lines });
    // The first and the last element are cursors.
    return { lines: (entries ?? []).slice(1, -1), total: undefined, timezone: undefined };
  }
  const timezone = since === undefined && until === undefined
    ? undefined
    : await timezoneOf(connection, node);
  const filter = {
    service,
    since: since === undefined ? undefined : wallClock(since, timezone),
    until: until === undefined ? undefined : wallClock(until, timezone),
  };
  const where = path`/nodes/${node}/syslog`;
  const first = await connection.getPage(where, syslogAnswer, { ...filter, start: 0, limit: lines });
  const { total } = first;
  const rows = total === undefined || total <= lines
    ? first.data
    : (await connection.getPage(where, syslogAnswer, { ...filter, start: total - lines, limit: lines })).data;
  const texts = rows.map((row) => row.t).filter((line) => line !== "no content");
  return { lines: texts, total: texts.length === 0 ? 0 : total, timezone };
}

async function timezoneOf(connection: Connection, node: string): Promise<string> {
  const answer = await connection.get(path`/nodes/${node}/time`, z.object({ timezone: z.string() }));
  return answer.timezone;
}

/** A time as the node's clock on the wall shows it, which is how the syslog is asked: `2026-11-21 02:30:00`. */
function wallClock(time: Date, timezone = "UTC"): string {
  // Swedish writes dates the way Proxmox wants them.
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(time);
}
