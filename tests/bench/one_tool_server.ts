/**
 * The measure of a start: a server with one tool on the same MCP SDK, schema library and transport, and nothing else.
 */
import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

serveStdio(() => {
  const server = new McpServer({ name: "one-tool", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Answers with what it was given.", inputSchema: z.strictObject({ text: z.string() }) },
    ({ text }) => ({ content: [{ type: "text", text }] }),
  );
  return server;
});
