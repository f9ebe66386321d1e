import { settingsHelp } from "../config/describe/help.ts";
import { groups } from "../config/setting.ts";
import { nearest } from "../text/nearest.ts";
import { table } from "../text/table.ts";
import { version } from "../version.ts";
import type { Command } from "./command.ts";
import { boldHeadings, coloursFor } from "./colours.ts";
import { print, printError } from "./print.ts";
import { terminalWidth } from "./terminal_width.ts";

/** `proxmox-mcp --help` and `proxmox-mcp help NAME`: the commands and settings, or one command. */
export async function helpCommand(commands: readonly Command[], name: string | undefined): Promise<number> {
  if (name === undefined) {
    await print(boldHeadings(overview(commands), isHeading, coloursFor(Deno.stdout)));
    return 0;
  }
  const command = commands.find((known) => known.name === name);
  if (command === undefined) {
    const near = nearest(name, commands.map((known) => known.name));
    await printError(
      `proxmox-mcp: there is no command ${JSON.stringify(name)}.${
        near === undefined ? "" : ` Did you mean "${near}"?`
      }`,
    );
    return 2;
  }
  await print(
    `proxmox-mcp ${
      [command.name, command.usage].join(" ").trim()
    }\n\n${command.summary}.\n${command.details}`,
  );
  return 0;
}

/** Whether a line of the overview is the heading of a group of settings, or of the commands. */
function isHeading(line: string): boolean {
  return line === "Commands:" || Object.values<string>(groups).includes(line);
}

function overview(commands: readonly Command[]): string {
  const width = terminalWidth();
  const rows = table(commands, [
    { heading: "", cell: (command) => `  ${command.name}` },
    { heading: "", cell: (command) => command.summary },
  ]).split("\n").slice(1).join("\n");
  return `proxmox-mcp ${version}: lets an AI assistant see and run a Proxmox VE cluster, safely.

Usage: proxmox-mcp [COMMAND] [settings]

Commands:
${rows}
  help NAME, --help, --version

${settingsHelp(width)}`;
}
