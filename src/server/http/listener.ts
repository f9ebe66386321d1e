import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { getLogger } from "@logtape/logtape";
import { ExplainedError } from "../../text/explained.ts";
import { writeAnswer } from "./answer.ts";
import { Connections } from "./connections.ts";
import { Deadlines } from "./deadlines.ts";
import { Exchange } from "./exchange.ts";

/** The address cannot be listened on. */
export class ListenError extends ExplainedError {
  override readonly name = "ListenError";
}

/** What connections and requests are held to; times in milliseconds. */
export interface ListenerLimits {
  /** Bytes of a request's line and headers together. */
  readonly headerBytes: number;
  /** From the opening of a connection, or the last answer on it, until the headers are whole. */
  readonly headerTime: number;
  /** Until the whole request has arrived. */
  readonly requestTime: number;
  /** Between two requests on one connection. */
  readonly idleTime: number;
  /** In which a client must take what it was sent. */
  readonly stallTime: number;
  /** From a request to the end of its answer: beyond the longest wait for a task and for a human together. */
  readonly answerTime: number;
  /** Open connections. */
  readonly connections: number;
}

/** Methods that any path might have; a web-standard request cannot even be made with some of the others. */
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"]);

/** The limits of a server; tests have shorter ones. */
export const usualLimits: ListenerLimits = {
  headerBytes: 16_384,
  headerTime: 10_000,
  requestTime: 30_000,
  // Above the minute for which balancers keep connections, so that they never send into one that is being closed.
  idleTime: 65_000,
  stallTime: 30_000,
  answerTime: 1_200_000,
  connections: 1024,
};

/** Where and how to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Certificate and key (PEM) to serve HTTPS with. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly limits: ListenerLimits;
  readonly answer: (exchange: Exchange) => Promise<Response>;
}

/** An open port. */
export interface Listener {
  readonly port: number;
  /** How many connections are open. */
  readonly connections: () => number;
  /** Takes no more connections and ends those without a request. */
  stop(): void;
  /** Cuts every connection and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Listens for HTTP requests and drops clients that are slow, silent or too many.
 *
 * The listener is Node's: Deno's own (`Deno.serve`) has no time limit for headers, bodies or idle connections and no cap on
 * connections (seen on 2.9.6: a silent connection stays open for ever). Everything behind it is web-standard.
 *
 * @throws {ListenError} when the address is taken or not of this machine.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { limits } = options;
  const connections = new Connections(limits.connections);
  const deadlines = new Deadlines();
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    outgoing.once("close", connections.begin(incoming.socket));
    void serveOne(options, deadlines, incoming, outgoing);
  };
  const timing = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.idleTime,
    connectionsCheckingInterval: Math.min(1000, limits.headerTime / 4),
  };
  const server = options.tls === undefined
    ? createServer(timing, serve)
    : createTlsServer({ ...timing, ...options.tls, handshakeTimeout: limits.headerTime }, serve);
  server.on("connection", (socket) => connections.add(socket));
  const closed = new Promise<void>((resolve) => server.once("close", () => resolve()));
  await bound(server, options);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    connections: () => connections.size,
    stop: () => {
      server.close();
      server.closeIdleConnections();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
      deadlines.close();
      return closed;
    },
  };
}

async function serveOne(
  { limits, answer: answerTo }: ListenOptions,
  deadlines: Deadlines,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (!methods.has(incoming.method ?? "")) return void outgoing.writeHead(405).end();
  try {
    const exchange = new Exchange(incoming, outgoing, deadlines, limits.answerTime);
    const answer = await answerTo(exchange);
    // What is left of a body that nobody will read must not be taken for the next request.
    if (!exchange.isRead) outgoing.shouldKeepAlive = false;
    await writeAnswer(outgoing, answer, { deadlines, stall: limits.stallTime });
  } catch (error) {
    getLogger(["proxmox-mcp", "http"]).error("A request could not be answered: {error}", { error });
    outgoing.destroy();
  }
}

async function bound(server: Server, { host, port }: ListenOptions): Promise<void> {
  const listening = Promise.withResolvers<void>();
  server.once("error", listening.reject);
  server.listen(port, host, () => listening.resolve());
  try {
    await listening.promise;
  } catch (cause) {
    throw new ListenError(`Cannot listen on ${host} port ${port}: ${reasonOf(cause)}.`, {
      remedy: "Set MCP_HTTP_HOST to an address of this machine and MCP_HTTP_PORT to a free port.",
      cause,
    });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return "another program has it";
    case "EADDRNOTAVAIL":
      return "this machine has no such address";
    case "EACCES":
      return "ports below 1024 are not for every user";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
