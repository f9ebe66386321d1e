import type { McpServerFactory } from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import type { HttpSettings } from "../../config/settings.ts";
import { type Gate, openGate } from "../auth/gate.ts";
import { resourceMetadata, resourceMetadataUrl } from "../auth/resource_metadata.ts";
import { Admission } from "./admission.ts";
import { requireSafeExposure } from "./exposure.ts";
import { Front, type Route } from "./front.ts";
import { listen, type Listener, type ListenerLimits, usualLimits } from "./listener.ts";
import { McpEndpoint } from "./mcp.ts";
import { mcpRoute } from "./mcp_route.ts";
import { Origins } from "./origins.ts";

/** What is served beside MCP, made when the server's address is known. */
export type MoreRoutes = (server: HttpServer) => readonly (readonly [path: string, route: Route])[];

/** How an {@linkcode HttpServer} is made. */
export interface HttpServerOptions {
  readonly settings: HttpSettings;
  /** Makes the MCP server of one request. */
  readonly factory: McpServerFactory;
  readonly more?: MoreRoutes;
  readonly limits?: ListenerLimits;
  /** Milliseconds between two looks for unknown keys of the issuer of tokens. */
  readonly keyCooldown?: number;
}

/** An MCP server on a port, with everything that stands in front of it. */
export class HttpServer {
  /** Where clients find it, without a path. */
  readonly url: string;
  readonly port: number;
  readonly admission: Admission;
  readonly #listener: Listener;
  readonly #endpoint: McpEndpoint;

  private constructor(parts: {
    readonly url: string;
    readonly listener: Listener;
    readonly admission: Admission;
    readonly endpoint: McpEndpoint;
  }) {
    this.url = parts.url;
    this.port = parts.listener.port;
    this.admission = parts.admission;
    this.#listener = parts.listener;
    this.#endpoint = parts.endpoint;
  }

  /**
   * Opens the port and serves.
   *
   * @throws {ExposedError} before anything is opened, where others could get in without authentication.
   * @throws {ListenError} when the address cannot be had.
   */
  static async open(options: HttpServerOptions): Promise<HttpServer> {
    const { settings } = options;
    requireSafeExposure(settings);
    const admission = new Admission(settings.maxRequests, shareOf(settings));
    const endpoint = new McpEndpoint(options.factory, {
      sessions: settings.sessions,
      subscriptions: settings.maxRequests * 4,
    });
    const front = Promise.withResolvers<Front>();
    const listener = await listen({
      host: settings.host,
      port: settings.port,
      tls: await readTls(settings),
      limits: options.limits ?? usualLimits,
      answer: async (exchange) => await (await front.promise).answer(exchange),
    });
    const server = new HttpServer({ url: urlOf(settings, listener.port), listener, admission, endpoint });
    front.resolve(
      new Front({
        origins: new Origins(settings),
        gate: await gateOf(server, options),
        routes: new Map([
          ["/mcp", mcpRoute({ endpoint, admission, maxBody: settings.maxBody, maxBatch: admission.share })],
          ...metadataRoutes(server, settings),
          ...options.more?.(server) ?? [],
        ]),
      }),
    );
    getLogger(["proxmox-mcp", "http"]).info("Serving MCP at {url}/mcp", { url: server.url });
    return server;
  }

  /** Tells the clients that listen that the server's lists or resources have changed. */
  get notify(): McpEndpoint["notify"] {
    return this.#endpoint.notify;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#listener.connections();
  }

  /** Lets no more requests in and waits until those inside are answered, at most `limit` milliseconds. */
  async end(limit: number): Promise<void> {
    this.#listener.stop();
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, limit);
    await Promise.race([this.admission.end(), over.promise]);
    clearTimeout(timer);
  }

  /** Cuts off what is still going on and frees the port. */
  async close(): Promise<void> {
    await this.#endpoint.close();
    await this.#listener.close();
  }
}

/** Where there may be several callers, one gets half of the places at most, so that it leaves room for the others. */
function shareOf({ maxRequests, tokenFile, oauth }: HttpSettings): number {
  const isShared = tokenFile !== undefined || oauth !== undefined;
  return isShared ? Math.ceil(maxRequests / 2) : maxRequests;
}

async function gateOf(
  { url }: HttpServer,
  { settings, keyCooldown }: HttpServerOptions,
): Promise<Gate | undefined> {
  return await openGate(settings, { resourceMetadataUrl: resourceMetadataUrl(`${url}/mcp`), keyCooldown });
}

/** Where clients learn who gives tokens for this server: behind the path of the resource, and at the root for older ones. */
function metadataRoutes({ url }: HttpServer, { oauth }: HttpSettings): readonly [string, Route][] {
  if (oauth === undefined) return [];
  const route: Route = {
    methods: ["GET", "HEAD"],
    for: "anyone",
    answer: () => Response.json(resourceMetadata(`${url}/mcp`, oauth)),
  };
  const root = "/.well-known/oauth-protected-resource";
  return [[`${root}/mcp`, route], [root, route]];
}

async function readTls({ tls }: HttpSettings): Promise<{ cert: string; key: string } | undefined> {
  if (tls === undefined) return undefined;
  const [cert, key] = await Promise.all([Deno.readTextFile(tls.certFile), Deno.readTextFile(tls.keyFile)]);
  return { cert, key };
}

function urlOf({ publicUrl, host, tls }: HttpSettings, port: number): string {
  if (publicUrl !== undefined) return publicUrl;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `${tls === undefined ? "http" : "https"}://${name}:${port}`;
}
