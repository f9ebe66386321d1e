import type { Tool as McpTool } from "@modelcontextprotocol/server";
import type { JsonSchema, PropertySchema } from "../tools/schema.ts";
import type { Tool } from "../tools/tool.ts";

/**
 * Writes the tool list that clients get, as short as it can be: models pay for each byte with every request.
 *
 * With several clusters every tool takes `cluster`; tools that lose data take `confirm`, the token of the second step.
 */
export function toolList(tools: readonly Tool[], clusters: readonly string[]): McpTool[] {
  return tools.map((tool) => {
    const output = tool.outputSchema();
    return {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: withShared(tool.inputSchema(), sharedProperties(tool, clusters)),
      ...(output === undefined ? {} : { outputSchema: output }),
      annotations: annotations(tool),
    };
  });
}

/** What clients are told about a class; `destructiveHint` counts as true where it is missing. */
function annotations({ access, mayConfirm }: Tool): McpTool["annotations"] {
  if (access === "read") return { readOnlyHint: true };
  return { destructiveHint: access !== "write" || mayConfirm };
}

function sharedProperties(tool: Tool, clusters: readonly string[]): Record<string, PropertySchema> {
  return {
    ...(clusters.length > 1 ? { cluster: { type: "string", enum: [...clusters] } } : {}),
    ...(tool.mayConfirm ? { confirm: { type: "string" } } : {}),
  };
}

function withShared(schema: JsonSchema, shared: Readonly<Record<string, PropertySchema>>): JsonSchema {
  const properties = { ...schema.properties, ...shared };
  const required = [...schema.required ?? [], ...("cluster" in shared ? ["cluster"] : [])];
  return {
    type: "object",
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
  };
}
