import type { Runtime } from "../runtime.ts";
import type { Route } from "./front.ts";
import type { Health } from "./health.ts";
import { metricsText, metricsType } from "./metrics.ts";
import type { HttpServer } from "./server.ts";

/** What the routes of those who watch over the server look at. */
export interface Watched {
  readonly runtime: Runtime;
  readonly health: Health;
  readonly server: HttpServer;
}

/**
 * `/health`, `/ready` and `/metrics`. None takes a place among the requests served at once, so that a busy server can still
 * be looked at; who calls what is for callers only.
 *
 * Ready means that calls are taken. That Proxmox cannot be reached makes no replica unready: all of them would be, and
 * nobody would be told why.
 */
export function watchRoutes(
  { runtime, health, server }: Watched,
): readonly [string, Route][] {
  const { admission } = server;
  return [
    ["/health", { methods: ["GET", "HEAD"], for: "anyone", answer: () => Response.json(health.report()) }],
    ["/ready", {
      methods: ["GET", "HEAD"],
      for: "anyone",
      answer: () => Response.json({ ready: !admission.isEnding }, { status: admission.isEnding ? 503 : 200 }),
    }],
    ["/metrics", {
      methods: ["GET"],
      for: "caller",
      answer: () => {
        const figures = { running: admission.running, connections: server.connections };
        return new Response(metricsText(runtime, figures), { headers: { "content-type": metricsType } });
      },
    }],
  ];
}
