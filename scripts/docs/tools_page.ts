import { allTools } from "../../src/tools/catalog.ts";
import type { Tool } from "../../src/tools/tool.ts";

/** `docs/tools.md`: every tool by toolset, with its class, what it is for and the privileges it needs. */
export function toolsPage(): string {
  const toolsets = [...new Set(allTools.map((tool) => tool.toolset))];
  const tables = toolsets.map((toolset) => {
    const tools = allTools.filter((tool) => tool.toolset === toolset);
    return [
      `## ${toolset}`,
      ["| tool | class | what it does | privileges |", "| --- | --- | --- | --- |", ...tools.map(row)].join(
        "\n",
      ),
    ].join("\n\n");
  });
  return `${
    [
      "# Tools",
      "Generated from the tools' own declarations by `deno task docs`. `proxmox-mcp tools` lists those that are on with your " +
      "settings, with what each costs the model in bytes; [SECURITY.md](../SECURITY.md) says what the classes mean.",
      "`PROXMOX_TOOLSETS` chooses toolsets (`core` unless set; `door` is always on), `PROXMOX_TOOLS` and " +
      "`PROXMOX_EXCLUDE_TOOLS` single tools. A privilege counts where Proxmox asks for it: on the guest, its storage, its node. " +
      "A tool for several kinds of things lists what any of them needs.",
      ...tables,
    ].join("\n\n")
  }\n`;
}

function row(tool: Tool): string {
  const cells = [`\`${tool.name}\``, tool.access, tool.description, tool.privileges.join(", ")];
  return `|${cells.map((text) => text === "" ? " |" : ` ${cell(text)} |`).join("")}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
