import type { Readable, Writable } from "node:stream";
import process from "node:process";
import { getLogger } from "@logtape/logtape";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { buildServer } from "./build.ts";
import type { Runtime } from "./runtime.ts";

/** The two streams of the stdio transport. */
export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Serves MCP over standard input and output until the client closes its end or `signal` fires.
 *
 * Resolves when everything is closed. A broken line on the input is logged and passed over.
 */
export async function serveOverStdio(
  runtime: Runtime,
  signal: AbortSignal,
  streams: StdioStreams = { input: process.stdin, output: process.stdout },
): Promise<void> {
  const logger = getLogger(["proxmox-mcp", "server"]);
  const ended = Promise.withResolvers<void>();
  const handle = serveStdio(() => buildServer(runtime, "stdio"), {
    transport: new StdioServerTransport(streams.input, streams.output),
    onerror: (error) => logger.warn("The client sent something that is no MCP message: {error}", { error }),
  });
  const end = () => ended.resolve();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  streams.input.once("end", end);
  streams.input.once("close", end);
  await ended.promise;
  await handle.close();
  await runtime.close();
}
