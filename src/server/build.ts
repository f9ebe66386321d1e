import { McpServer } from "@modelcontextprotocol/server";
import { late } from "../late.ts";
import { version } from "../version.ts";
import { instructions } from "./instructions.ts";
import type { Runtime } from "./runtime.ts";
import { sealSeconds } from "./seal.ts";
import type { ServedTo } from "./served_to.ts";

/**
 * Makes an MCP server on a runtime; the same for both protocol eras and every transport.
 *
 * Tools are dispatched by `tool_calls.ts` and not registered with the SDK: the list stays as short as it can be, arguments
 * are read as models send them, and a call to a tool that is off is refused with the setting that would allow it. That part
 * is loaded by the first request that needs it, so that `initialize` is answered without it.
 */
export function buildServer(runtime: Runtime, servedTo: ServedTo): McpServer {
  const mcp = new McpServer(
    { name: "proxmox-mcp", title: "Proxmox VE", version },
    {
      // What a caller may do does not change under way, and so no client need keep a stream open to hear of it.
      capabilities: { tools: { listChanged: false } },
      instructions: instructions(servedTo.policy, runtime.clusterNames),
      // A seal that does not hold is refused by the call itself, in words and on record.
      requestState: { verify: (sealed) => runtime.seal.read(sealed) },
      inputRequired: { roundTimeoutMs: sealSeconds * 1000 },
    },
  );
  mcp.server.setRequestHandler("tools/list", async () => {
    const { listTools } = await toolCalls();
    return listTools(runtime, servedTo);
  });
  mcp.server.setRequestHandler("tools/call", async ({ params }, context) => {
    const { callTool } = await toolCalls();
    return await callTool(runtime, { mcp, context, servedTo }, params.name, params.arguments ?? {});
  });
  return mcp;
}

/** What only calls need; loaded once, by whoever asks first. */
export function toolCalls(): Promise<typeof import("./tool_calls.ts")> {
  return late<typeof import("./tool_calls.ts")>("./tool_calls.ts", import.meta.url);
}
