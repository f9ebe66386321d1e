import { PassThrough, type Readable, type Writable } from "node:stream";
import process from "node:process";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { startLogging } from "../log/late_logging.ts";
import { buildServer, toolCalls } from "./build.ts";
import type { Runtime } from "./runtime.ts";
import { Unanswered } from "./unanswered.ts";

/** Milliseconds after the first bytes from the client. */
const preloadDelay = 250;

/** Milliseconds for the answers to what was sent in one go; a change may wait for its task. */
const lastAnswers = 60_000;

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
  // The SDK drops what is under way when its input ends, and the end of ours may have to wait.
  const input = new PassThrough();
  streams.input.pipe(input, { end: false });
  streams.input.once("error", (error) => input.destroy(error));
  const transport = new StdioServerTransport(input, streams.output, {
    maxBufferSize: 2 * runtime.settings.limits.maxFileSize + 2 ** 20,
  });
  const handle = serveStdio(() => buildServer(runtime, { transport: "stdio", policy: runtime.policy }), {
    transport,
    onerror: (error) => complain("warn", "The client sent something that is no MCP message: {error}", error),
  });
  const unanswered = new Unanswered(transport);
  const end = () => ended.resolve();
  // `echo REQUEST | proxmox-mcp`: a script that has sent everything in one go waits for the answers.
  const endOfInput = () => {
    if (!unanswered.isOneGo) return end();
    unanswered.none.then(end);
    setTimeout(end, lastAnswers).unref();
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  streams.input.once("end", () => setImmediate(endOfInput));
  streams.input.once("close", () => setImmediate(endOfInput));
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
