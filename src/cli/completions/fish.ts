import type { Vocabulary } from "./vocabulary.ts";

/** The completion script for fish; where it knows nothing, fish completes file names. */
export function fishScript({ commands, settings, tools }: Vocabulary): string {
  const names = commands.map(({ name }) => name).join(" ");
  const line = (condition: string, words: readonly string[]) =>
    `complete -c proxmox-mcp -n '${condition}' -f -a '${words.join(" ")}'`;
  return [
    "# fish completion for proxmox-mcp",
    "function __proxmox_mcp_at; test (count (commandline -opc)) -eq $argv[1]; end",
    'function __proxmox_mcp_runs; set -l w (commandline -opc); test "$w[2]" = $argv[1]; end',
    "function __proxmox_mcp_tool",
    "  set -l w (commandline -opc)",
    "  __proxmox_mcp_runs call; and test (string replace -r '^proxmox_' '' -- \"$w[3]\") = $argv[1]",
    "end",
    line("__proxmox_mcp_at 1", [names, "help"]),
    line("__proxmox_mcp_runs help; and __proxmox_mcp_at 2", [names]),
    line("__proxmox_mcp_runs completions; and __proxmox_mcp_at 2", ["bash", "zsh", "fish"]),
    line("__proxmox_mcp_runs call; and __proxmox_mcp_at 2", tools.map(({ name }) => name)),
    ...tools.filter((tool) => tool.arguments.length > 0)
      .map((tool) => line(`__proxmox_mcp_tool ${tool.name}`, tool.arguments)),
    ...commands.flatMap(({ name, options }) =>
      [...options, "--help"].map((option) =>
        `complete -c proxmox-mcp -n '__proxmox_mcp_runs ${name}' -l ${option.slice(2)}`
      )
    ),
    ...settings.map((option) => `complete -c proxmox-mcp -l ${option.slice(2)}`),
  ].join("\n");
}
