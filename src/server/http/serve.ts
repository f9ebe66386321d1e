import { getLogger } from "@logtape/logtape";
import { a2aRoutes } from "../a2a/routes.ts";
import { callerOf } from "../auth/caller.ts";
import { buildServer } from "../build.ts";
import type { Runtime } from "../runtime.ts";
import { Health } from "./health.ts";
import type { ListenerLimits } from "./listener.ts";
import { HttpServer } from "./server.ts";
import { watchRoutes } from "./watch_routes.ts";

/** How {@linkcode openHttp} differs from the usual; for tests. */
export interface HttpServingOptions {
  readonly limits?: ListenerLimits;
  readonly keyCooldown?: number;
}

/** Milliseconds that running calls get when the process is told to end: less than the ten seconds after which Docker kills. */
const endTime = 8_000;

/** A runtime served over HTTP. */
export interface HttpServing {
  readonly server: HttpServer;
  /** Takes no more calls, lets those that run end, and closes everything; calls that follow a task say where it is. */
  end(): Promise<void>;
}

/**
 * Serves MCP and A2A over HTTP, with `/health`, `/ready` and `/metrics` beside them.
 *
 * Every caller gets a server that is as narrow as the caller's token.
 *
 * @throws {ExposedError} {ListenError}
 */
export async function openHttp(runtime: Runtime, options: HttpServingOptions = {}): Promise<HttpServing> {
  const health = new Health(runtime);
  const server = await HttpServer.open({
    ...options,
    settings: runtime.settings.http,
    factory: ({ era, authInfo, requestInfo }) => {
      const caller = callerOf(authInfo);
      // The SDK has made sure by now that the header names the method of the body.
      const method = era === "modern" ? requestInfo?.headers.get("mcp-method") ?? undefined : undefined;
      return buildServer(
        runtime,
        {
          transport: "http",
          policy: caller?.policy(runtime.policy) ?? runtime.policy,
          name: caller?.name,
        },
        method,
      );
    },
    more: (server) => [...watchRoutes({ runtime, health, server }), ...a2aRoutes(runtime, server)],
  });
  // Asks Proxmox for the first time, so that the first look at /health finds an answer.
  health.report();
  return {
    server,
    end: async () => {
      getLogger(["proxmox-mcp", "http"]).info("Ending: no more calls are taken, {running} are running", {
        running: server.admission.running,
      });
      runtime.endWaits();
      await server.end(endTime);
      await server.close();
      await health.close();
      await runtime.close();
    },
  };
}

/** {@linkcode openHttp} until `signal` fires; resolves when everything is closed. */
export async function serveOverHttp(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const serving = await openHttp(runtime);
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  await serving.end();
}
