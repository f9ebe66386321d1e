import type { AuthInfo } from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import type { Gate } from "../auth/gate.ts";
import type { Admission, AdmissionRefusal } from "./admission.ts";
import { BodyTooLargeError, ClientGoneError, type Exchange } from "./exchange.ts";
import type { Origins } from "./origins.ts";
import { refusal } from "./refusal.ts";

/** What is found at one path. */
export interface Route {
  readonly methods: readonly string[];
  /** `anyone`: no token is asked for. `caller`: one of those who have a token, where tokens are asked for. */
  readonly for: "anyone" | "caller";
  answer(visit: Visit): Response | Promise<Response>;
}

/** A request that has been let in. */
export interface Visit {
  readonly exchange: Exchange;
  /** Undefined where no authentication is set, and on routes for anyone. */
  readonly authInfo: AuthInfo | undefined;
}

/** What stands in front of every path, in this order: host and origin, path and method, authentication. */
export class Front {
  readonly #origins: Origins;
  readonly #gate: Gate | undefined;
  readonly #routes: ReadonlyMap<string, Route>;

  constructor(parts: {
    readonly origins: Origins;
    readonly gate: Gate | undefined;
    readonly routes: ReadonlyMap<string, Route>;
  }) {
    this.#origins = parts.origins;
    this.#gate = parts.gate;
    this.#routes = parts.routes;
  }

  /** Answers any request there may be. */
  async answer(exchange: Exchange): Promise<Response> {
    const refused = this.#origins.refuse(exchange);
    if (refused !== undefined) return guarded(refused, {});
    const answer = this.#origins.preflight(exchange.request) ?? await this.#visit(exchange);
    return guarded(answer, this.#origins.headers(exchange.request));
  }

  async #visit(exchange: Exchange): Promise<Response> {
    try {
      const { request, path } = exchange;
      const route = this.#routes.get(path);
      if (route === undefined) return refusal(404, "There is nothing at this path; MCP is at /mcp.");
      if (!route.methods.includes(request.method)) {
        return refusal(405, "Method not allowed.", { allow: route.methods.join(", ") });
      }
      const authInfo = route.for === "caller" ? await this.#gate?.(request) : undefined;
      if (authInfo instanceof Response) return authInfo;
      return await route.answer({ exchange, authInfo });
    } catch (error) {
      return faultAnswer(error);
    }
  }
}

function faultAnswer(error: unknown): Response {
  if (error instanceof BodyTooLargeError) return refusal(413, `${error.message} (MCP_MAX_BODY).`);
  if (error instanceof ClientGoneError) return new Response(null, { status: 499 });
  getLogger(["proxmox-mcp", "http"]).error("A request failed: {error}", { error });
  return refusal(500, "Internal server error");
}

/** The answer with the headers that every answer has: nothing of it is for caches, and nothing in it is a page. */
function guarded(answer: Response, more: Readonly<Record<string, string>>): Response {
  const { headers } = answer;
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  return answer;
}

/** Takes places for the requests of one exchange until it is over, or says why there are none. */
export function takePlaces(
  admission: Admission,
  exchange: Exchange,
  caller: string | undefined,
  places = 1,
): (() => void) | Response {
  const entered = admission.enter(caller, places);
  if (typeof entered === "function") {
    void exchange.finished.then(entered);
    return entered;
  }
  return admissionRefusal(entered);
}

/** The answer to a request that was not let in. */
export function admissionRefusal(reason: AdmissionRefusal): Response {
  const later = { "retry-after": "2" };
  switch (reason) {
    case "full":
      return refusal(503, "The server is busy: too many requests at once (MCP_MAX_REQUESTS).", later);
    case "share":
      return refusal(429, "Too many requests at once by one caller; wait for some of them to end.", later);
    case "ending":
      return refusal(503, "The server is ending.", { "retry-after": "10" });
  }
}
