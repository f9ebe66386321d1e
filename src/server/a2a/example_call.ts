import { ArgumentsError } from "../../tools/arguments.ts";
import type { PropertySchema } from "../../tools/schema.ts";
import type { Tool } from "../../tools/tool.ts";

/** A call of a tool as the data part of an A2A message carries it. */
export interface ExampleCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Values for arguments by name, where their type alone would not make a likely one. */
const likely: Readonly<Record<string, unknown>> = {
  vmid: 100,
  vmids: [100],
  node: "pve1",
  storage: "local",
  upid: "UPID:pve1:0003A1B2:01C3D4E5:692000A0:qmstart:100:root@pam:",
  path: "/cluster/resources",
  method: "POST",
  query: "snapshot",
};

/**
 * An example of a call with the arguments that the tool needs, made from its schema; undefined where the schema alone does
 * not tell what the tool would take.
 */
export function exampleCall(tool: Tool): ExampleCall | undefined {
  const { properties = {}, required = [] } = tool.inputSchema();
  const given = Object.fromEntries(required.map((name) => [name, likely[name] ?? valueOf(properties[name])]));
  try {
    tool.prepare(given);
    return { tool: tool.name, arguments: given };
  } catch (error) {
    if (error instanceof ArgumentsError) return undefined;
    throw error;
  }
}

function valueOf(schema: PropertySchema | undefined): unknown {
  if (Array.isArray(schema?.enum)) return schema.enum[0];
  switch (schema?.type) {
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 1;
    case "boolean":
      return true;
    case "array":
      return [];
    case "object":
      return {};
    default:
      return "example";
  }
}
