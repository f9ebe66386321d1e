/**
 * The measure of a call over HTTP: a server with one tool behind the same SDK handler, on Deno's own listener and with
 * nothing in front, that answers the bytes it is given. The first line it writes is its port.
 *
 *     deno run -A tests/bench/one_tool_http_server.ts < result.json
 */
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

const result = z.object({
  content: z.array(z.object({ type: z.literal("text"), text: z.string() })),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
}).parse(JSON.parse(await new Response(Deno.stdin.readable).text()));

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "one-tool", version: "1.0.0" });
  server.registerTool("proxmox_node_list", { description: "Answers the same." }, () => ({
    content: result.content,
    ...(result.structuredContent === undefined ? {} : { structuredContent: result.structuredContent }),
  }));
  return server;
});

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => void Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`)),
}, (request) => handler.fetch(request));
