import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { getLogger } from "@logtape/logtape";
import { buildServer } from "./build.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Serves MCP over standard input and output until the client closes its end or `signal` fires.
 *
 * Resolves when everything is closed. A broken line on standard input is logged and passed over.
 */
export async function serveOverStdio(runtime: Runtime, signal: AbortSignal): Promise<void> {
  const logger = getLogger(["proxmox-mcp", "server"]);
  const ended = Promise.withResolvers<void>();
  const handle = serveStdio(() => {
    const server = buildServer(runtime, "stdio");
    return server;
  }, {
    onerror: (error) => logger.warn("The client sent something that is no MCP message: {error}", { error }),
  });
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  process.stdin.once("end", () => ended.resolve());
  process.stdin.once("close", () => ended.resolve());
  await ended.promise;
  await handle.close();
  await runtime.close();
}
