import {
  type CallToolResult,
  CLIENT_INFO_META_KEY,
  type InputRequiredResult,
  McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { getLogger } from "@logtape/logtape";
import * as z from "zod";
import { inline } from "../text/foreign.ts";
import { listedTools } from "../tools/catalog.ts";
import { version } from "../version.ts";
import { type Caller, runCall } from "./call.ts";
import { confirmByClient, type Question } from "./confirm.ts";
import { instructions } from "./instructions.ts";
import { progressOf } from "./progress.ts";
import { answerResult, errorResult } from "./result.ts";
import type { Runtime } from "./runtime.ts";
import { sealSeconds } from "./seal.ts";
import { toolList } from "./tool_list.ts";

/**
 * Makes an MCP server on a runtime; the same for both protocol eras and every transport.
 *
 * Tools are dispatched here and not registered with the SDK: the list stays as short as it can be, arguments are read as
 * models send them, and a call to a tool that is off is refused with the setting that would allow it.
 */
export function buildServer(runtime: Runtime, transport: Caller["transport"]): McpServer {
  const { policy, clusterNames } = runtime;
  const mcp = new McpServer(
    { name: "proxmox-mcp", title: "Proxmox VE", version },
    {
      capabilities: { tools: {} },
      instructions: instructions(policy, clusterNames),
      requestState: { verify: (sealed, context) => runtime.seal.read(sealed, context) },
      inputRequired: { roundTimeoutMs: sealSeconds * 1000 },
    },
  );
  mcp.server.setRequestHandler("tools/list", () => ({
    tools: toolList(listedTools({ policy, ssh: runtime.hasSsh }), clusterNames),
  }));
  mcp.server.setRequestHandler(
    "tools/call",
    (request, context) =>
      callTool(runtime, mcp, context, {
        tool: request.params.name,
        arguments: request.params.arguments ?? {},
        transport,
      }),
  );
  return mcp;
}

/** What a `tools/call` request says. */
interface Requested {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly transport: Caller["transport"];
}

async function callTool(
  runtime: Runtime,
  mcp: McpServer,
  context: ServerContext,
  requested: Requested,
): Promise<CallToolResult | InputRequiredResult> {
  const { characterLimit } = runtime.settings.limits;
  const logger = getLogger(["proxmox-mcp", "server"]);
  const began = performance.now();
  const { policy } = runtime;
  try {
    const outcome = await runCall<Question>(runtime, {
      tool: requested.tool,
      arguments: requested.arguments,
      policy,
      caller: { transport: requested.transport, client: clientOf(mcp, context) },
      signal: context.mcpReq.signal,
      progress: progressOf(context),
      confirm: (subject) => confirmByClient(policy.settings.confirm, runtime.seal, mcp, context, subject),
    });
    const milliseconds = Math.round(performance.now() - began);
    logger.debug("{tool} answered in {milliseconds} ms", { tool: requested.tool, milliseconds });
    if (outcome.kind === "answer") return answerResult(outcome.answer, characterLimit);
    return "elicit" in outcome.question
      ? outcome.question.elicit
      : answerResult({ text: outcome.question.preview }, characterLimit);
  } catch (error) {
    if (context.mcpReq.signal.aborted) logger.debug("{tool} was cancelled", { tool: requested.tool });
    else logger.info("{tool} failed: {error}", { tool: requested.tool, error });
    return errorResult(error, characterLimit);
  }
}

/** Name and version of the client program, for the audit log; it is what the client says of itself. */
function clientOf(mcp: McpServer, context: ServerContext): string {
  const envelope: Readonly<Record<string, unknown>> | undefined = context.mcpReq.envelope;
  const said = envelope?.[CLIENT_INFO_META_KEY] ?? mcp.server.getClientVersion();
  const info = z.object({ name: z.string(), version: z.string().optional() }).safeParse(said).data;
  return info === undefined ? "unknown" : inline(`${info.name} ${info.version ?? ""}`, 80);
}
