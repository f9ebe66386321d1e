import { dirname, join } from "node:path";
import { nonEmpty, settingsDirectory, xdgDirectory } from "../../../config/user_directory.ts";
import type { Client, Location, Place, ServerEntry } from "./client.ts";
import { packagedSettings } from "./directories.ts";

const plain = ({ command, args }: ServerEntry) => ({ command, args });
const typed = ({ command, args }: ServerEntry) => ({ type: "stdio", command, args });

/** A file that is the client's sign with the directory it stands in. */
const inOwnDirectory = (file: string): Location => ({ file, sign: dirname(file) });

/** Every client that setup can register the server with. */
export const clients: readonly Client[] = [
  {
    id: "claude-desktop",
    title: "Claude Desktop",
    syntax: "json",
    section: "mcpServers",
    entry: plain,
    afterwards: "quit Claude Desktop (also in the tray) and start it again",
    locations: async (place) =>
      [...await packagedSettings(place, "Claude"), settingsDirectory(place)].map((directory) =>
        inOwnDirectory(join(directory, "Claude", "claude_desktop_config.json"))
      ),
  },
  {
    id: "claude-code",
    title: "Claude Code",
    syntax: "json",
    section: "mcpServers",
    entry: (server) => ({ ...typed(server), env: {} }),
    afterwards: "start a new session; /mcp shows it",
    // Its own directory is there from the first start; the file lies beside it, but inside where the variable names one.
    locations: ({ home, env }) => {
      const moved = nonEmpty(env.CLAUDE_CONFIG_DIR);
      if (moved !== undefined) return [inOwnDirectory(join(moved, ".claude.json"))];
      const file = join(home, ".claude.json");
      return [{ file, sign: file }, { file, sign: join(home, ".claude") }];
    },
  },
  {
    id: "cursor",
    title: "Cursor",
    syntax: "jsonc",
    section: "mcpServers",
    entry: typed,
    afterwards: "Cursor notices by itself; Settings, MCP shows it",
    locations: ({ home }) => [inOwnDirectory(join(home, ".cursor", "mcp.json"))],
  },
  {
    id: "vscode",
    title: "VS Code",
    syntax: "jsonc",
    section: "servers",
    entry: typed,
    afterwards: "run MCP: List Servers in VS Code and start it",
    locations: (place) => [inOwnDirectory(join(settingsDirectory(place), "Code", "User", "mcp.json"))],
  },
  {
    id: "windsurf",
    title: "Windsurf",
    syntax: "json",
    section: "mcpServers",
    entry: plain,
    afterwards: "press Refresh in the MCP panel of Cascade",
    locations: ({ home }) => [inOwnDirectory(join(home, ".codeium", "windsurf", "mcp_config.json"))],
  },
  {
    id: "codex",
    title: "Codex",
    syntax: "toml",
    section: "mcp_servers",
    entry: plain,
    afterwards: "start a new session; /mcp shows it",
    locations: ({ home, env }) => [
      inOwnDirectory(join(nonEmpty(env.CODEX_HOME) ?? join(home, ".codex"), "config.toml")),
    ],
  },
  {
    id: "gemini",
    title: "Gemini CLI",
    syntax: "commented",
    section: "mcpServers",
    entry: plain,
    afterwards: "start a new session; /mcp shows it",
    locations: ({ home, env }) => [
      inOwnDirectory(join(nonEmpty(env.GEMINI_CLI_HOME) ?? home, ".gemini", "settings.json")),
    ],
  },
  {
    id: "zed",
    title: "Zed",
    syntax: "jsonc",
    section: "context_servers",
    entry: (server) => ({ source: "custom", ...plain(server), env: {} }),
    afterwards: "Zed notices by itself",
    locations: (place) => [
      inOwnDirectory(
        place.os === "windows" ? join(settingsDirectory(place), "Zed", "settings.json") : join(
          nonEmpty(place.env.FLATPAK_XDG_CONFIG_HOME) ?? zedConfiguration(place),
          "zed",
          "settings.json",
        ),
      ),
    ],
  },
  {
    id: "lm-studio",
    title: "LM Studio",
    syntax: "json",
    section: "mcpServers",
    entry: plain,
    afterwards: "LM Studio notices by itself",
    locations: async ({ home }) => [inOwnDirectory(join(await lmStudioHome(home), "mcp.json"))],
  },
];

/** Zed follows `XDG_CONFIG_HOME` on Linux alone. */
function zedConfiguration(place: Place): string {
  return place.os === "darwin" ? join(place.home, ".config") : xdgDirectory(place);
}

/** LM Studio writes into a file where its directory is, which may be moved. */
async function lmStudioHome(home: string): Promise<string> {
  const usual = join(home, ".lmstudio");
  const pointer = await Deno.readTextFile(join(home, ".lmstudio-home-pointer")).catch(() => "");
  const named = pointer.trim();
  return named === "" ? usual : named;
}
