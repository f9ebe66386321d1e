import { commands } from "../../src/cli/commands.ts";
import { access, tools } from "../../src/config/declared/access.ts";
import { confirmation } from "../../src/config/declared/confirmation.ts";
import { connection, trust } from "../../src/config/declared/connection.ts";
import { lists } from "../../src/config/declared/lists.ts";
import type { Setting } from "../../src/config/setting.ts";
import { allTools } from "../../src/tools/catalog.ts";
import { permissions } from "../../src/cli/permissions.ts";
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

/** What each toolset is for, in the README's words. */
const purposes: Readonly<Record<string, string>> = {
  door: "the cluster at a glance; search, read and call anything of Proxmox's API; always on",
  core: "guests, power, snapshots, nodes, storages, tasks; commands and files in guests where allowed",
  provision: "create, deploy, clone, configure, move, migrate and delete guests; templates and images",
  backup: "back up, restore, schedule",
  monitor: "metrics, logs, services, updates, disks, certificates, replication, a VM's screen",
  network: "bridges, bonds and VLANs of nodes; zones and networks of the SDN",
  firewall: "rules, options, groups, address sets",
  access: "users, groups, roles, grants, tokens, and what a login may do",
  ha: "high availability: resources, rules, migration",
  pool: "pools of guests and storages",
};

/** The toolsets, each with its number of tools and what it is for. */
export function toolsetTable(): string {
  const counts = Map.groupBy(allTools, (tool) => tool.toolset);
  const rows = [...counts].map(([toolset, tools]) => {
    const purpose = purposes[toolset];
    if (purpose === undefined) {
      throw new Error(`scripts/docs/readme.ts does not say what the toolset ${toolset} is for.`);
    }
    return `| [\`${toolset}\`](docs/tools.md#${toolset}) | ${tools.length} | ${purpose} |`;
  });
  return ["| toolset | tools | what for |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The settings that most people need, which the README shows; `docs/settings.md` has all. */
const usual: readonly Setting[] = [
  connection.host,
  connection.apiTokenId,
  connection.apiTokenSecret,
  trust.fingerprint,
  trust.caFile,
  access.readOnly,
  access.safeMode,
  access.allowElevated,
  access.acceptRisks,
  access.enableHostExec,
  tools.toolsets,
  lists.allowedGuests,
  lists.protectedTag,
  confirmation.confirmRules,
];

/** The table of those settings. */
export function usualSettings(): string {
  const rows = usual.map(({ name, defaultText, doc }) =>
    `| \`${name}\` | ${defaultText} | ${doc.replaceAll("|", "\\|")} |`.replaceAll("|  |", "| |")
  );
  return ["| setting | default | what it does |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The commands with their one-line summaries. */
export function commandTable(): string {
  const rows = commands.map(({ name, usage, summary }) =>
    `| \`${[name, usage].join(" ").trim().replaceAll("|", "\\|")}\` | ${summary} |`
  );
  return ["| command | what it does |", "| --- | --- |", ...rows].join("\n");
}
