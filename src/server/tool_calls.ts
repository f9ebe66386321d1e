import {
  type CallToolResult,
  CLIENT_INFO_META_KEY,
  type InputRequiredResult,
  type ListToolsResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import * as z from "zod";
import { startLogging } from "../log/late_logging.ts";
import { inline } from "../text/foreign.ts";
import { confirmByClient, type Question } from "./confirm.ts";
import { runMeasuredCall } from "./measured_call.ts";
import { progressOf } from "./progress.ts";
import { answerResult, errorResult } from "./result.ts";
import type { Runtime } from "./runtime.ts";
import type { ServedTo } from "./served_to.ts";
import { toolList } from "./tool_list.ts";
import { toolsFor } from "./tool_source.ts";

const logger = getLogger(["proxmox-mcp", "server"]);

/** What belongs to one request: the server instance, the SDK's context, and whom it serves. */
export interface RequestScope {
  readonly server: Server;
  readonly context: ServerContext;
  readonly servedTo: ServedTo;
}

/** Answers `tools/list`. */
export async function listTools(runtime: Runtime, { policy }: ServedTo): Promise<ListToolsResult> {
  return { tools: toolList(await toolsFor({ policy, ssh: runtime.hasSsh }), runtime.clusterNames) };
}

/** Answers `tools/call`; what fails becomes a result that the model can read, never a protocol error. */
export async function callTool(
  runtime: Runtime,
  scope: RequestScope,
  tool: string,
  given: Readonly<Record<string, unknown>>,
): Promise<CallToolResult | InputRequiredResult> {
  await startLogging();
  const { server, context, servedTo } = scope;
  const { policy, transport, name } = servedTo;
  const { characterLimit } = runtime.settings.limits;
  const began = performance.now();
  try {
    const outcome = await runMeasuredCall<Question>(runtime, {
      tool,
      arguments: given,
      policy,
      caller: { transport, client: clientOf(scope), name },
      signal: context.mcpReq.signal,
      progress: progressOf(context),
      confirm: (subject) => confirmByClient(policy.settings.confirm, runtime.seal, server, context, subject),
    });
    const milliseconds = Math.round(performance.now() - began);
    logger.debug("{tool} answered in {milliseconds} ms", { tool, milliseconds });
    if (outcome.kind === "answer") return answerResult(outcome.answer, characterLimit);
    return "elicit" in outcome.question
      ? outcome.question.elicit
      : answerResult({ text: outcome.question.preview }, characterLimit);
  } catch (error) {
    if (context.mcpReq.signal.aborted) logger.debug("{tool} was cancelled", { tool });
    else logger.info("{tool} failed: {error}", { tool, error });
    return errorResult(error, characterLimit);
  }
}

const implementation = z.object({ name: z.string(), version: z.string().optional() });

/** Name and version of the client program, for the audit log; it is what the client says of itself. */
function clientOf({ server, context }: RequestScope): string {
  const envelope: Readonly<Record<string, unknown>> | undefined = context.mcpReq.envelope;
  const said = envelope?.[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
  const info = implementation.safeParse(said).data;
  return info === undefined ? "unknown" : inline(`${info.name} ${info.version ?? ""}`, 80);
}
