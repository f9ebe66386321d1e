import { exampleCall } from "../../src/server/a2a/example_call.ts";
import { allAliases } from "../../src/tools/compat/catalog.ts";
import type { PropertySchema } from "../../src/tools/schema.ts";
import type { Tool } from "../../src/tools/tool.ts";
import { type CompatToolset, compatToolsets } from "../../src/tools/toolsets.ts";
import type { Sections } from "./sections.ts";

/** The table of each other server's tools, by the name of its toolset; mcp-proxmox-admin's have our names. */
export const upgradingParts: Sections = Object.fromEntries(
  compatToolsets.filter((toolset) => toolset !== "compat-mcp-proxmox-admin").map((toolset) => [
    toolset,
    () => aliasTable(toolset),
  ]),
);

function aliasTable(toolset: CompatToolset): string {
  const rows = allAliases.filter((alias) => alias.toolset === toolset).map((alias) => {
    const ours = alias.standsFor.map((name) => `\`${name}\``).join(", ");
    const renamed = renamedArguments(alias).map(([theirs, ours]) => `\`${theirs}\` is \`${ours}\``);
    return `| \`${alias.name}\` | ${ours} | ${alias.access} | ${renamed.join(", ")} |`.replace("|  |", "| |");
  });
  return ["| tool | stands for | class | arguments with another name |", "| --- | --- | --- | --- |", ...rows]
    .join("\n");
}

/** The arguments that our tool has under another name, found by giving each a value of its own and looking where it turns up. */
function renamedArguments(alias: Tool): readonly (readonly [theirs: string, ours: string])[] {
  const { properties = {} } = alias.inputSchema();
  const needed = exampleCall(alias)?.arguments ?? {};
  const given = Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema], index) => {
      const value = ownValue(name, schema, index) ?? needed[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { input } = alias.prepare(given);
  return Object.entries(given).flatMap(([theirs, value]) => {
    if (input[theirs] === value) return [];
    const ours = Object.keys(input).find((name) => input[name] === value);
    return ours === undefined ? [] : [[theirs, ours] as const];
  });
}

/** A value that no other argument of the call has, fit for an id and for a time; undefined where the schema leaves no choice. */
function ownValue(name: string, schema: PropertySchema, index: number): unknown {
  if (name === "permissions") return "755";
  if (schema.enum !== undefined || ["node", "upid", "storage"].includes(name)) return undefined;
  if (schema.type === "string") return name;
  return schema.type === "integer" ? 200 + index : undefined;
}
