import { Server } from "@modelcontextprotocol/server";
import { late } from "../late.ts";
import { version } from "../version.ts";
import { instructions } from "./instructions.ts";
import type { Runtime } from "./runtime.ts";
import { sealSeconds } from "./seal.ts";
import type { ServedTo } from "./served_to.ts";

/** What handlers serve, and on what. */
interface Serving {
  readonly server: Server;
  readonly runtime: Runtime;
  readonly servedTo: ServedTo;
}

/** By the first part of their methods, the handlers that there are. */
const offers: ReadonlyMap<string, (serving: Serving) => void> = new Map([
  ["tools", offerTools],
  ["resources", offerResources],
  ["prompts", offerPrompts],
  ["completion", offerCompletion],
]);

/**
 * Makes an MCP server on a runtime; the same for both protocol eras and every transport.
 *
 * Tools are dispatched by `tool_calls.ts` and not registered with the SDK: the list stays as short as it can be, arguments
 * are read as models send them, and a call to a tool that is off is refused with the setting that would allow it. Tools,
 * resources and prompts are each loaded by the first request that needs them, so that `initialize` is answered without.
 *
 * @param method of the only request the server is made for, so that handlers of others can be spared
 */
export function buildServer(runtime: Runtime, servedTo: ServedTo, method?: string): Server {
  const server = new Server(
    { name: "proxmox-mcp", title: "Proxmox VE", version },
    {
      // What a caller may do does not change under way, and so no client need keep a stream open to hear of it.
      capabilities: { tools: { listChanged: false }, resources: {}, prompts: {}, completions: {} },
      instructions: instructions(servedTo.policy, runtime.clusterNames),
      // A seal that does not hold is refused by the call itself, in words and on record.
      requestState: { verify: (sealed) => runtime.seal.read(sealed) },
      inputRequired: { roundTimeoutMs: sealSeconds * 1000 },
    },
  );
  for (const [area, offer] of offers) {
    if (method === undefined || method.startsWith(`${area}/`)) offer({ server, runtime, servedTo });
  }
  return server;
}

function offerTools({ server, runtime, servedTo }: Serving): void {
  server.setRequestHandler("tools/list", async () => {
    const { listTools } = await toolCalls();
    return listTools(runtime, servedTo);
  });
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const { callTool } = await toolCalls();
    return await callTool(runtime, { server, context, servedTo }, params.name, params.arguments ?? {});
  });
}

function offerResources({ server, runtime, servedTo }: Serving): void {
  const code = () => late<typeof import("./resources.ts")>("./resources.ts", import.meta.url);
  server.setRequestHandler(
    "resources/list",
    async () => (await code()).listResources(runtime, servedTo),
  );
  server.setRequestHandler(
    "resources/templates/list",
    async () => (await code()).listResourceTemplates(runtime, servedTo),
  );
  server.setRequestHandler(
    "resources/read",
    async ({ params }, context) =>
      (await code()).readResource(runtime, { server, context, servedTo }, params.uri),
  );
}

function offerPrompts({ server, runtime, servedTo }: Serving): void {
  const code = () => late<typeof import("./prompts.ts")>("./prompts.ts", import.meta.url);
  server.setRequestHandler("prompts/list", async () => (await code()).listPrompts(runtime, servedTo));
  server.setRequestHandler(
    "prompts/get",
    async ({ params }) => (await code()).getPrompt(runtime, servedTo, params.name, params.arguments ?? {}),
  );
}

function offerCompletion({ server, runtime, servedTo }: Serving): void {
  server.setRequestHandler("completion/complete", async ({ params }, context) => {
    const { complete } = await late<typeof import("./completion.ts")>("./completion.ts", import.meta.url);
    return await complete(runtime, servedTo, params, context.mcpReq.signal);
  });
}

/** What only calls need; loaded once, by whoever asks first. */
export function toolCalls(): Promise<typeof import("./tool_calls.ts")> {
  return late<typeof import("./tool_calls.ts")>("./tool_calls.ts", import.meta.url);
}
