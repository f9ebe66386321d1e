import { A2A_VERSION_HEADER, type AgentCard } from "@a2a-js/sdk";
import {
  DefaultRequestHandler,
  JsonRpcTransportHandler,
  ServerCallContext,
  validateVersion,
} from "@a2a-js/sdk/server";
import { getLogger } from "@logtape/logtape";
import { refusal } from "../http/refusal.ts";
import type { Runtime } from "../runtime.ts";
import { type A2aCaller, callerKey, ToolExecutor } from "./executor.ts";
import { RecentTasks } from "./recent_tasks.ts";

/** A2A tasks that are remembered, of all callers together. */
const tasksKept = 1000;

type Answer = Awaited<ReturnType<JsonRpcTransportHandler["handle"]>>;
type JsonAnswer = Exclude<Answer, AsyncGenerator>;

/** A2A 1.0 over JSON-RPC: calls tools as MCP does, and keeps their outcomes as A2A tasks. */
export class A2aEndpoint {
  readonly #card: AgentCard;
  readonly #handler: JsonRpcTransportHandler;

  constructor(runtime: Runtime, card: AgentCard) {
    this.#card = card;
    this.#handler = new JsonRpcTransportHandler(
      new DefaultRequestHandler(card, new RecentTasks(tasksKept), new ToolExecutor(runtime)),
    );
  }

  /** Answers one request; `body` is its text. */
  async answer(request: Request, body: string, caller: A2aCaller): Promise<Response> {
    if (!/^application\/(?:a2a\+)?json\b/.test(request.headers.get("content-type") ?? "")) {
      return refusal(415, "Unsupported Media Type: Content-Type must be application/json");
    }
    const context = new ServerCallContext({
      user: { isAuthenticated: caller.name !== undefined, userName: caller.name ?? "" },
      state: new Map([[callerKey, caller]]),
      ...versionOf(request),
    });
    try {
      validateVersion(context.requestedVersion, this.#card, "JSONRPC");
    } catch (error) {
      return Response.json({
        jsonrpc: "2.0",
        id: null,
        error: JsonRpcTransportHandler.mapToJSONRPCError(error),
      });
    }
    const answer = await this.#handler.handle(body, context);
    return isStream(answer) ? await streamed(answer) : Response.json(answer);
  }
}

function versionOf(request: Request): { readonly requestedVersion?: string } {
  const requestedVersion = request.headers.get(A2A_VERSION_HEADER);
  return requestedVersion === null ? {} : { requestedVersion };
}

function isStream(answer: Answer): answer is Exclude<Answer, JsonAnswer> {
  return Symbol.asyncIterator in answer;
}

/** Server-sent events of a stream; one that fails before its first event is answered as a plain error. */
async function streamed(events: Exclude<Answer, JsonAnswer>): Promise<Response> {
  let next: IteratorResult<JsonAnswer, void>;
  try {
    next = await events.next();
  } catch (error) {
    return Response.json({
      jsonrpc: "2.0",
      id: null,
      error: JsonRpcTransportHandler.mapToJSONRPCError(error),
    });
  }
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(next.value)}\n\n`));
      try {
        next = await events.next();
      } catch (error) {
        getLogger(["proxmox-mcp", "a2a"]).warn("A stream of events broke off: {error}", { error });
        controller.close();
      }
    },
    cancel: async () => {
      await events.return();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
  });
}
