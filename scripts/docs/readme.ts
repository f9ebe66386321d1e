import { commands } from "../../src/cli/commands.ts";
import { allTools } from "../../src/tools/catalog.ts";
import type { Tool } from "../../src/tools/tool.ts";
import { permissions } from "../compile/permissions.ts";
import { listBytes } from "../tool_list/measure.ts";

/** The README's sentence about what the tool list costs a model. */
export async function figures(): Promise<string> {
  const { count, bytes } = await listBytes({});
  const readOnly = await listBytes({ PROXMOX_READ_ONLY: "true" });
  return `The default list has ${count} tools in ${kilobytes(bytes)}, some ${
    tokens(bytes)
  } tokens; read-only ${readOnly.count} in ` +
    `${kilobytes(readOnly.bytes)}. Answers are compact text that fits a limit and says what it leaves out.`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** A model's token is about four bytes of such text. */
function tokens(bytes: number): string {
  return `${Math.round(bytes / 400) * 100}`;
}

/** The command line that runs the program from source. */
export function runFromSource(): string {
  return ["```sh", `deno run ${permissions.join(" ")} main.ts`, "```"].join("\n");
}

/** The tools by toolset, each with its class and what it is for. */
export function toolTables(): string {
  const toolsets = [...new Set(allTools.map((tool) => tool.toolset))];
  return toolsets.map((toolset) => {
    const tools = allTools.filter((tool) => tool.toolset === toolset);
    return `### ${toolset}\n\n| tool | class | what it does | privileges |\n| --- | --- | --- | --- |\n${
      tools.map(row).join("\n")
    }`;
  }).join("\n\n");
}

function row(tool: Tool): string {
  return `| \`${tool.name}\` | ${tool.access} | ${cell(tool.description)} | ${
    cell(tool.privileges.join(", "))
  } |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** The commands with their one-line summaries. */
export function commandTable(): string {
  const rows = commands.map(({ name, usage, summary }) =>
    `| \`${[name, usage].join(" ").trim().replaceAll("|", "\\|")}\` | ${summary} |`
  );
  return ["| command | what it does |", "| --- | --- |", ...rows].join("\n");
}
