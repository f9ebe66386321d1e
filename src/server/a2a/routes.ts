import type { AuthInfo } from "@modelcontextprotocol/server";
import { inline } from "../../text/foreign.ts";
import { callerOf } from "../auth/caller.ts";
import { admissionRefusal, type Route, type Visit } from "../http/front.ts";
import type { HttpServer } from "../http/server.ts";
import type { Runtime } from "../runtime.ts";
import { toolsFor } from "../tool_source.ts";
import type { A2aEndpoint } from "./endpoint.ts";
import type { A2aCaller } from "./executor.ts";

/** What the card and the endpoint share, loaded when somebody first asks: most servers are never asked over A2A. */
interface Agent {
  readonly card: unknown;
  readonly endpoint: A2aEndpoint;
}

/** `/.well-known/agent-card.json` and `POST /a2a`. */
export function a2aRoutes(runtime: Runtime, server: HttpServer): readonly [string, Route][] {
  let agent: Promise<Agent> | undefined;
  const load = (): Promise<Agent> => agent ??= loadAgent(runtime, server.url);
  return [
    ["/.well-known/agent-card.json", {
      methods: ["GET", "HEAD"],
      for: "anyone",
      answer: async () => Response.json((await load()).card, { headers: { "cache-control": "max-age=300" } }),
    }],
    ["/a2a", {
      methods: ["POST"],
      for: "caller",
      answer: async (visit) => await answerA2a(runtime, server, (await load()).endpoint, visit),
    }],
  ];
}

async function loadAgent(runtime: Runtime, url: string): Promise<Agent> {
  const [{ agentCard, cardJson }, { A2aEndpoint }] = await Promise.all([
    import("./card.ts"),
    import("./endpoint.ts"),
  ]);
  const { policy, hasSsh } = runtime;
  const card = agentCard({
    url,
    tools: await toolsFor({ policy, ssh: hasSsh }),
    authentication: runtime.settings.http,
  });
  return { card: cardJson(card), endpoint: new A2aEndpoint(runtime, card) };
}

/** Answers a message; its place is kept until the answer is out and the work that it started is over. */
async function answerA2a(
  runtime: Runtime,
  { admission }: HttpServer,
  endpoint: A2aEndpoint,
  { exchange, authInfo }: Visit,
): Promise<Response> {
  const entered = admission.enter(callerOf(authInfo)?.name);
  if (typeof entered !== "function") return admissionRefusal(entered);
  const going: Promise<unknown>[] = [exchange.finished];
  try {
    const body = await exchange.body(runtime.settings.http.maxBody);
    const caller = a2aCaller(runtime, exchange.request, authInfo, (work) => going.push(work));
    return await endpoint.answer(exchange.request, body, caller);
  } finally {
    void Promise.allSettled(going).then(entered);
  }
}

function a2aCaller(
  runtime: Runtime,
  request: Request,
  authInfo: AuthInfo | undefined,
  hold: A2aCaller["hold"],
): A2aCaller {
  const caller = callerOf(authInfo);
  return {
    policy: caller?.policy(runtime.policy) ?? runtime.policy,
    name: caller?.name,
    client: inline(request.headers.get("user-agent") ?? "unknown", 80),
    hold,
  };
}
