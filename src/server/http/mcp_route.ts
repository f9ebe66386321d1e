import * as z from "zod";
import { callerOf } from "../auth/caller.ts";
import type { Admission } from "./admission.ts";
import { type Route, takePlaces, type Visit } from "./front.ts";
import type { McpEndpoint } from "./mcp.ts";
import { refusal } from "./refusal.ts";

/** What the route to MCP is held to. */
export interface McpRouteOptions {
  readonly endpoint: McpEndpoint;
  readonly admission: Admission;
  /** Bytes of one body. */
  readonly maxBody: number;
  /** Messages of one batch; only the protocol of March 2025 has batches. */
  readonly maxBatch: number;
}

/** `/mcp`: takes a place among the requests served at once, reads the body, and hands both to the endpoint. */
export function mcpRoute(options: McpRouteOptions): Route {
  return {
    methods: ["POST", "GET", "DELETE"],
    for: "caller",
    answer: (visit) => answerMcp(options, visit),
  };
}

async function answerMcp(
  { endpoint, admission, maxBody, maxBatch }: McpRouteOptions,
  { exchange, authInfo }: Visit,
): Promise<Response> {
  const { request } = exchange;
  if (request.method !== "POST") {
    return await endpoint.answer(request, { text: "", parsed: undefined, method: undefined }, authInfo);
  }
  const caller = callerOf(authInfo)?.name;
  const leave = takePlaces(admission, exchange, caller);
  if (leave instanceof Response) return leave;
  const text = await exchange.body(maxBody);
  const parsed = jsonOf(text);
  if (Array.isArray(parsed) && parsed.length > 1) {
    if (parsed.length > maxBatch) return refusal(400, `A batch may have ${maxBatch} messages at most.`);
    const more = takePlaces(admission, exchange, caller, parsed.length - 1);
    if (more instanceof Response) return more;
  }
  const method = methodOf(parsed);
  const answer = await endpoint.answer(request, { text, parsed, method }, authInfo);
  // Whoever only listens is not being worked for.
  if (method === "subscriptions/listen") leave();
  return answer;
}

const message = z.object({ method: z.string() });

/** The method of a single message; the SDK has a say in the rest of it. */
function methodOf(parsed: unknown): string | undefined {
  return message.safeParse(parsed).data?.method;
}

/** The JSON in a body; undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
