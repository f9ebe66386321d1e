import {
  type AuthInfo,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { callerOf } from "../auth/caller.ts";
import { refusal } from "./refusal.ts";

/** How many sessions there may be, and how long one may be silent. */
export interface SessionLimits {
  readonly most: number;
  /** Milliseconds without a request. */
  readonly silence: number;
}

/** Half an hour of silence, as people leave a conversation open over lunch and lose nothing but the session. */
const usualLimits: SessionLimits = { most: 256, silence: 1_800_000 };

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Who began it, with what rights: nobody else may use it, nor may its rights outlive a change of the caller's. */
  readonly owner: string;
  timer?: ReturnType<typeof setTimeout>;
}

const initialize = z.looseObject({
  method: z.literal("initialize"),
  params: z.looseObject({
    capabilities: z.looseObject({
      elicitation: z.unknown().optional(),
      sampling: z.unknown().optional(),
      roots: z.unknown().optional(),
    }),
  }),
});

/**
 * Whether a body begins a session: it introduces a client of the 2025 protocol that answers questions of the server.
 *
 * Without a session there is no way back to such a client, and what it can do is forgotten after its first request.
 */
export function beginsSession(body: unknown): boolean {
  const parsed = initialize.safeParse(body);
  if (!parsed.success) return false;
  const { elicitation, sampling, roots } = parsed.data.params.capabilities;
  return [elicitation, sampling, roots].some((capability) => capability !== undefined);
}

/** Sessions of the 2025 protocol, kept in this process. */
export class Sessions {
  readonly #factory: McpServerFactory;
  readonly #limits: SessionLimits;
  readonly #sessions = new Map<string, Session>();

  constructor(factory: McpServerFactory, limits: SessionLimits = usualLimits) {
    this.#factory = factory;
    this.#limits = limits;
  }

  /** How many sessions there are. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Answers a request that begins a session or belongs to one. */
  async serve(request: Request, body: unknown, authInfo: AuthInfo | undefined): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    const options = {
      ...(authInfo === undefined ? {} : { authInfo }),
      ...(body === undefined ? {} : { parsedBody: body }),
    };
    if (id === null) return await (await this.#begin(authInfo)).handleRequest(request, options);
    const session = this.#sessions.get(id);
    // Whether a session of somebody else exists is nobody's business.
    if (session === undefined || session.owner !== ownerOf(authInfo)) {
      return refusal(404, "Session not found");
    }
    this.#keep(id, session);
    return await session.transport.handleRequest(request, options);
  }

  /** Ends every session. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()));
  }

  async #begin(authInfo: AuthInfo | undefined): Promise<WebStandardStreamableHTTPServerTransport> {
    const server = await this.#factory({ era: "legacy", ...(authInfo === undefined ? {} : { authInfo }) });
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => {
        this.#makeRoom();
        this.#keep(id, { transport, owner: ownerOf(authInfo) });
      },
    });
    transport.onclose = () => this.#forget(transport.sessionId);
    await server.connect(transport);
    return transport;
  }

  /** Ends the session that has been silent longest when there is no place for another. */
  #makeRoom(): void {
    const [longest] = this.#sessions.values();
    if (longest !== undefined && this.#sessions.size >= this.#limits.most) void longest.transport.close();
  }

  /** Puts a session last in the order of silence. */
  #keep(id: string, session: Session): void {
    clearTimeout(session.timer);
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    session.timer = setTimeout(() => void session.transport.close(), this.#limits.silence);
  }

  #forget(id: string | undefined): void {
    const session = this.#sessions.get(id ?? "");
    if (session === undefined) return;
    clearTimeout(session.timer);
    this.#sessions.delete(id ?? "");
  }
}

function ownerOf(authInfo: AuthInfo | undefined): string {
  return JSON.stringify(callerOf(authInfo)?.limits ?? null);
}
