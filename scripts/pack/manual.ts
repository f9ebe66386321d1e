import { commands } from "../../src/cli/commands.ts";
import { allSettings } from "../../src/config/declared/all.ts";
import type { Release } from "./release.ts";

/** The manual page `proxmox-mcp(1)`, from the commands and settings that the program declares. */
export function manualPage(release: Release): string {
  return [
    `.TH PROXMOX\\-MCP 1 "" "proxmox\\-mcp ${escape(release.version)}" "User Commands"`,
    ".SH NAME",
    `proxmox\\-mcp \\- ${escape(release.description)}`,
    ".SH SYNOPSIS",
    ".B proxmox\\-mcp",
    "[COMMAND] [settings]",
    ".SH COMMANDS",
    ...commands.flatMap(({ name, usage, summary, details }) => [
      ".TP",
      `.B ${escape([name, usage].join(" ").trim())}`,
      `${escape(summary)}.`,
      escape(details),
    ]),
    ".SH SETTINGS",
    "In the environment, in a file .env, or in proxmox\\-config.json; proxmox\\-mcp \\-\\-help names them as options.",
    ...allSettings.flatMap(({ name, doc }) => [".TP", `.B ${escape(name)}`, escape(doc.replaceAll("`", ""))]),
    ".SH EXIT STATUS",
    "0 is success, 1 a failure, 2 arguments or settings that cannot be used.",
    ".SH SEE ALSO",
    `.UR ${release.homepage}`,
    ".UE",
    "",
  ].join("\n");
}

/** Text that roff takes as it is: no requests, no escapes, and hyphens that can be copied. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/gm, "\\&");
}
