import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
// @ts-types="npm:@modelcontextprotocol/sdk@1.32.2/client/streamableHttp"
import { StreamableHTTPClientTransport as LegacyHttpTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type HttpServing, type HttpServingOptions, openHttp } from "../../../src/server/http/serve.ts";
import type { Runtime } from "../../../src/server/runtime.ts";
import type { Environment, TestCluster } from "../../harness/cluster.ts";
import type { Human } from "../../harness/human.ts";
import { runtimeOf } from "../../harness/in_process.ts";
import { connectLegacy, type LegacyClient } from "../../harness/legacy_client.ts";
import { connectModern, type ModernClient } from "../../harness/modern_client.ts";

/** Headers of a POST to `/mcp` as clients of both eras send them. */
export const mcpHeaders: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "accept": "application/json, text/event-stream",
};

/** Asks for the list of tools. */
export const listRequest = { jsonrpc: "2.0", id: 1, method: "tools/list" };

/** A server over HTTP in this process. */
export class HttpServed implements AsyncDisposable {
  readonly runtime: Runtime;
  readonly serving: HttpServing;
  #ended = false;

  constructor(runtime: Runtime, serving: HttpServing) {
    this.runtime = runtime;
    this.serving = serving;
  }

  /** Where it listens, without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return this.serving.server.port;
  }

  /** A client of the 2026 era; with a human it can pass questions on to him. */
  async modern(token?: string, human?: Human): Promise<ModernClient> {
    return await modernAt(this.url, token, human);
  }

  /** A client of the 2025 era; with a human it can pass questions on to him. */
  async legacy(token?: string, human?: Human): Promise<LegacyClient> {
    return await legacyAt(this.url, token, human);
  }

  /** Posts a JSON-RPC message as a client of the 2025 era without a session. */
  async post(message: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return await fetch(`${this.url}/mcp`, {
      method: "POST",
      headers: { ...mcpHeaders, ...headers },
      body: JSON.stringify(message),
    });
  }

  /** Ends the server as SIGTERM does. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.serving.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/** A client of the 2026 era of a server at a URL without a path. */
export async function modernAt(url: string, token?: string, human?: Human): Promise<ModernClient> {
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: bearer(token) },
  });
  return await connectModern(transport, human);
}

/** A client of the 2025 era of a server at a URL without a path. */
export async function legacyAt(url: string, token?: string, human?: Human): Promise<LegacyClient> {
  const transport = new LegacyHttpTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: bearer(token) },
  });
  return await connectLegacy(transport, human);
}

/** Serves a cluster over HTTP on a free port, with these settings on top of those that reach the cluster. */
export async function serveHttp(
  cluster: Pick<TestCluster, "environment">,
  environment: Environment = {},
  options: HttpServingOptions = {},
): Promise<HttpServed> {
  const runtime = await runtimeOf({ ...cluster.environment, MCP_HTTP_PORT: "0", ...environment });
  return new HttpServed(runtime, await openHttp(runtime, options));
}

/** The header that carries a token; none without one. */
export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** The answer to a request, its body thrown away. */
export async function drained(asked: Promise<Response>): Promise<Response> {
  const answer = await asked;
  await answer.body?.cancel();
  return answer;
}
