import { splitArguments } from "../config/command_line.ts";
import { loadSettings } from "../config/load.ts";
import { describeOrigin } from "../config/origin.ts";
import { table } from "../text/table.ts";
import { toolsetNames } from "../tools/toolsets.ts";
import { boldHeadings, coloursFor } from "./colours.ts";
import { print, printError } from "./print.ts";
import { UsageError } from "./usage_error.ts";

/** `proxmox-mcp config`: what is in force and where each value came from, secrets masked. */
export async function configCommand(args: readonly string[]): Promise<number> {
  const { settings: given, rest } = splitArguments(args);
  const [unknown] = rest.filter((word) => word !== "--all");
  if (unknown !== undefined) throw new UsageError(`config does not know ${JSON.stringify(unknown)}.`);
  const loaded = await loadSettings({
    args: given,
    env: Deno.env.toObject(),
    cwd: Deno.cwd(),
    os: Deno.build.os,
    toolsets: toolsetNames,
  });
  const rows = loaded.inForce.filter((value) => rest.includes("--all") || value.origin.kind !== "default");
  const listing = table(rows, [
    { heading: "cluster", cell: (value) => value.cluster === "default" ? "" : value.cluster },
    { heading: "setting", cell: (value) => value.name },
    { heading: "value", cell: (value) => value.text },
    { heading: "from", cell: (value) => describeOrigin(value.origin) },
  ]);
  await print(boldHeadings(listing, (_, index) => index === 0, coloursFor(Deno.stdout)));
  if (!rest.includes("--all")) await print("\nThe rest is as it is by default: proxmox-mcp config --all");
  for (const path of loaded.paths) await print(`Read: ${path}`);
  for (const warning of loaded.warnings) await printError(warning);
  return 0;
}
