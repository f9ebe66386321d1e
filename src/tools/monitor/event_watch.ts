import * as z from "zod";
import { formatTime } from "../../text/duration.ts";
import { inline } from "../../text/foreign.ts";
import { counted, list } from "../../text/list.ts";
import { parseMoment } from "../../text/moment.ts";
import { type ClusterEvent, EventFeed } from "../../proxmox/events.ts";
import { TimeLeft } from "../../proxmox/time_left.ts";
import { vmid, wait } from "../fields.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { moment } from "./fields.ts";

/** Milliseconds between readings: often at first, since what one waits for is often about to happen. */
const pauses = [200, 400, 700, 1000, 1500, 2000] as const;

/** `proxmox_event_watch`: sources `GET /cluster/tasks` and `GET /cluster/log`, read again and again. */
export const eventWatch = defineTool({
  name: "proxmox_event_watch",
  title: "Wait for events",
  toolset: "monitor",
  access: "read",
  privileges: ["Sys.Audit", "Sys.Syslog"],
  description: "Wait until a task starts or ends, or the cluster log gets a line.",
  input: {
    vmid: vmid.optional(),
    type: z.string().max(40).optional().describe("task type such as vzdump; task or log for all of them"),
    count: z.int().min(1).max(100).default(1).describe("events to wait for"),
    since: moment.optional(),
    wait,
  },
  run: watch,
  answer({ events, since }, { count, vmid, type, wait }, limits) {
    const next = `Go on with since="${formatTime(since)}".`;
    if (events.length === 0) {
      const narrowed = vmid !== undefined || type !== undefined;
      return {
        text: `Nothing ${narrowed ? "of that kind " : ""}happened within ${wait} s. A login without ` +
          `Sys.Audit and Sys.Syslog on / sees its own tasks and lines only. ${next}`,
      };
    }
    const body = list(events, {
      columns: [
        { heading: "time (utc)", cell: (event) => formatTime(event.time) },
        { heading: "node", cell: (event) => event.node },
        { heading: "what", cell: (event) => inline(`${event.type} ${event.id}`, 50) },
        { heading: "user", cell: (event) => inline(event.user, 40) },
        { heading: "event", cell: (event) => inline(event.text, 200) },
      ],
      limit: 100,
      characters: limits.characters,
      narrow: "narrow with vmid=, type=",
    });
    const early = events.length < count ? ` of ${count} that were waited for` : "";
    return { text: `${counted(events.length, "event")}${early}\n${body}\n${next}` };
  },
});

interface Watched {
  readonly events: readonly ClusterEvent[];
  /** Seconds since 1970 from which the next watch misses nothing. */
  readonly since: number;
}

interface Wanted {
  readonly vmid?: number | undefined;
  readonly type?: string | undefined;
  readonly count: number;
  readonly since?: string | undefined;
  readonly wait: number;
}

async function watch(wanted: Wanted, { proxmox, progress }: ToolContext): Promise<Watched> {
  const now = Date.now();
  const since = wanted.since === undefined ? undefined : parseMoment(wanted.since, now)?.getTime();
  const feed = new EventFeed(proxmox.connection, since === undefined ? undefined : since / 1000);
  const left = new TimeLeft(proxmox.connection, wanted.wait);
  const events: ClusterEvent[] = [];
  let seen = Math.floor((since ?? now) / 1000);
  for (let reading = 0;; reading++) {
    for (const event of await feed.next()) {
      seen = Math.max(seen, event.time);
      if (!matches(event, wanted)) continue;
      events.push(event);
      progress?.({
        percent: undefined,
        message: inline(`${event.type} ${event.id} ${event.text}`, 120),
      });
    }
    if (events.length >= wanted.count || left.seconds <= 0) return { events, since: seen };
    if (events.length === 0) {
      progress?.({ percent: undefined, message: `nothing yet, ${Math.round(left.seconds)} s left` });
    }
    await left.pause(pauses[reading] ?? 2000);
  }
}

function matches(event: ClusterEvent, { vmid, type }: Wanted): boolean {
  if (type !== undefined && type !== event.kind && type !== event.type) return false;
  if (vmid === undefined) return true;
  return event.kind === "task" ? event.id === String(vmid) : mentions(event.text, vmid);
}

/** Whether a line of the log is about a guest: `update VM 200: -delete scsi0`. */
function mentions(line: string, vmid: number): boolean {
  return new RegExp(`\\b(?:VM|CT|guest|vm:|ct:)\\s?${vmid}\\b`).test(line);
}
