import {
  type AuthInfo,
  createMcpHandler,
  isLegacyRequest,
  type McpHttpHandler,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import { beginsSession, Sessions } from "./sessions.ts";

/** How an {@linkcode McpEndpoint} serves. */
export interface McpEndpointOptions {
  /** Whether clients of the 2025 protocol that can be asked get sessions. */
  readonly sessions: boolean;
  /** Open `subscriptions/listen` streams at most. */
  readonly subscriptions: number;
}

/** The body of a request. */
export interface McpBody {
  readonly text: string;
  /** The JSON in it; undefined where it is none. */
  readonly parsed: unknown;
  /** The method, where it is a single message that has one. */
  readonly method: string | undefined;
}

/** MCP over streamable HTTP in both protocol eras: every request is served by a server of its own, unless it has a session. */
export class McpEndpoint {
  readonly #handler: McpHttpHandler;
  readonly #sessions: Sessions | undefined;

  /** @param factory makes the server of one request, or of one session. */
  constructor(factory: McpServerFactory, options: McpEndpointOptions) {
    const logger = getLogger(["proxmox-mcp", "http"]);
    this.#handler = createMcpHandler(factory, {
      maxSubscriptions: options.subscriptions,
      onerror: (error) => logger.debug("A request was turned down: {error}", { error }),
    });
    this.#sessions = options.sessions ? new Sessions(factory) : undefined;
  }

  /** Tells the clients that listen that the server's lists or resources have changed. */
  get notify(): McpHttpHandler["notify"] {
    return this.#handler.notify;
  }

  /**
   * Answers one request.
   *
   * @param request without its body, which comes beside it.
   */
  async answer(
    request: Request,
    { text, parsed, method }: McpBody,
    authInfo: AuthInfo | undefined,
  ): Promise<Response> {
    const sessions = this.#sessions;
    if (sessions !== undefined) {
      const isOfOne = request.headers.has("mcp-session-id") ||
        (method === "initialize" && beginsSession(parsed));
      if (isOfOne && await isLegacyRequest(request, parsed)) {
        return await sessions.serve(request, parsed, authInfo);
      }
    }
    const auth = authInfo === undefined ? {} : { authInfo };
    if (parsed !== undefined) return await this.#handler.fetch(request, { ...auth, parsedBody: parsed });
    // Whatever this is, the SDK has the right words for it.
    const whole = request.method === "POST" ? new Request(request, { body: text }) : request;
    return await this.#handler.fetch(whole, auth);
  }

  /** Ends every exchange and session. */
  async close(): Promise<void> {
    await Promise.all([this.#handler.close(), this.#sessions?.close()]);
  }
}
