import type { Readable, Writable } from "node:stream";
import process from "node:process";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { startLogging } from "../log/late_logging.ts";
import { buildServer, toolCalls } from "./build.ts";
import type { Runtime } from "./runtime.ts";

/** Milliseconds after the first bytes from the client. */
const preloadDelay = 250;

/** The two streams of the stdio transport. */
export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Serves MCP over standard input and output until the client closes its end or `signal` fires.
 *
 * Resolves when everything is closed. A broken line on the input is logged and passed over; one that is longer than a file
 * of `MAX_FILE_SIZE` could make it ends the service.
 */
export async function serveOverStdio(
  runtime: Runtime,
  signal: AbortSignal,
  streams: StdioStreams = { input: process.stdin, output: process.stdout },
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const transport = new StdioServerTransport(streams.input, streams.output, {
    maxBufferSize: 2 * runtime.settings.limits.maxFileSize + 2 ** 20,
  });
  const handle = serveStdio(() => buildServer(runtime, { transport: "stdio", policy: runtime.policy }), {
    transport,
    onerror: (error) => complain("warn", "The client sent something that is no MCP message: {error}", error),
  });
  const end = () => ended.resolve();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  streams.input.once("end", end);
  streams.input.once("close", end);
  // A message beyond all bounds closes the transport and not the input: without this the client would wait forever.
  const closed = transport.onclose;
  transport.onclose = () => {
    closed?.();
    end();
  };
  // The greeting is answered first; what calls need is loaded while the client reads the answer.
  streams.input.once("data", () => setTimeout(() => preload(runtime), preloadDelay));
  await ended.promise;
  await handle.close();
  await runtime.close();
}

function preload(runtime: Runtime): void {
  Promise.all([toolCalls(), runtime.audit(), startLogging()])
    .catch((error: unknown) => complain("error", "Loading failed: {error}", error));
}

function complain(level: "warn" | "error", message: string, error: unknown): void {
  startLogging()
    .then(() => import("@logtape/logtape"))
    .then(({ getLogger }) => getLogger(["proxmox-mcp", "server"])[level](message, { error }))
    .catch(() => undefined);
}
