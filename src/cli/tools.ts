import { splitArguments } from "../config/command_line.ts";
import { loadSettings } from "../config/load.ts";
import { Policy } from "../policy/policy.ts";
import { toolList } from "../server/tool_list.ts";
import { everyTool, toolsFor } from "../server/tool_source.ts";
import { table } from "../text/table.ts";
import { toolsetNames } from "../tools/toolsets.ts";
import { boldHeadings, coloursFor } from "./colours.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage_error.ts";

/** `proxmox-mcp tools`: the tools a client would be shown with these settings, or with `--all` every tool of our own. */
export async function toolsCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const unknown = rest.find((word) => word !== "--all" && word !== "--json");
  if (unknown !== undefined) throw new UsageError(`tools does not know ${JSON.stringify(unknown)}.`);
  const { settings } = await loadSettings({
    args: given,
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    connection: "optional",
    toolsets: toolsetNames,
  });
  const policy = new Policy(settings.policy);
  const ssh = settings.clusters.some((cluster) => cluster.ssh !== undefined);
  const tools = await (rest.includes("--all") ? everyTool() : toolsFor({ policy, ssh }));
  const listed = toolList(tools, settings.clusters.map((cluster) => cluster.name));
  if (rest.includes("--json")) {
    await print(JSON.stringify({ tools: listed }, null, 2));
    return 0;
  }
  const rows = tools.map((tool, index) => ({ tool, bytes: JSON.stringify(listed[index]).length }));
  const listing = table(rows, [
    { heading: "tool", cell: ({ tool }) => tool.name },
    { heading: "class", cell: ({ tool }) => tool.access },
    { heading: "toolset", cell: ({ tool }) => tool.toolset },
    { heading: "bytes", cell: ({ bytes }) => bytes, right: true },
    { heading: "what it does", cell: ({ tool }) => tool.title },
  ]);
  await print(boldHeadings(listing, (_, index) => index === 0, coloursFor(Deno.stdout)));
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  await print(
    `\n${rows.length} tools, ${bytes} bytes${
      rest.includes("--all") ? "" : " in the list that a client gets"
    }.`,
  );
  return 0;
}
