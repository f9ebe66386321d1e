import assert from "node:assert/strict";
import { join } from "node:path";
import { clients } from "../../../../src/cli/setup/clients/catalog.ts";
import type { Place } from "../../../../src/cli/setup/clients/client.ts";
import { locate } from "../../../../src/cli/setup/clients/registration.ts";
import { temporaryDirectory } from "../../../harness/cluster.ts";

/** Where each client's file is on each system, below the home directory. */
const expected = {
  linux: {
    "claude-desktop": ".config/Claude/claude_desktop_config.json",
    "claude-code": ".claude.json",
    cursor: ".cursor/mcp.json",
    vscode: ".config/Code/User/mcp.json",
    windsurf: ".codeium/windsurf/mcp_config.json",
    codex: ".codex/config.toml",
    gemini: ".gemini/settings.json",
    zed: ".config/zed/settings.json",
    "lm-studio": ".lmstudio/mcp.json",
  },
  darwin: {
    "claude-desktop": "Library/Application Support/Claude/claude_desktop_config.json",
    "claude-code": ".claude.json",
    cursor: ".cursor/mcp.json",
    vscode: "Library/Application Support/Code/User/mcp.json",
    windsurf: ".codeium/windsurf/mcp_config.json",
    codex: ".codex/config.toml",
    gemini: ".gemini/settings.json",
    zed: ".config/zed/settings.json",
    "lm-studio": ".lmstudio/mcp.json",
  },
  windows: {
    "claude-desktop": "AppData/Roaming/Claude/claude_desktop_config.json",
    "claude-code": ".claude.json",
    cursor: ".cursor/mcp.json",
    vscode: "AppData/Roaming/Code/User/mcp.json",
    windsurf: ".codeium/windsurf/mcp_config.json",
    codex: ".codex/config.toml",
    gemini: ".gemini/settings.json",
    zed: "AppData/Roaming/Zed/settings.json",
    "lm-studio": ".lmstudio/mcp.json",
  },
} as const;

async function withHome(run: (home: string) => Promise<void>): Promise<void> {
  const home = await temporaryDirectory();
  try {
    await run(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function found(place: Place): Promise<Record<string, string | undefined>> {
  return Object.fromEntries(
    await Promise.all(clients.map(async (client) => [client.id, await locate(client, place)])),
  );
}

for (const os of ["linux", "darwin", "windows"] as const) {
  Deno.test(`on ${os} each client is found by the directory it makes, and its file is in the right place`, async () => {
    await withHome(async (home) => {
      const place: Place = { os, home, env: {} };
      assert.deepEqual(Object.values(await found(place)).filter((file) => file !== undefined), []);
      for (const file of Object.values(expected[os])) {
        await Deno.mkdir(join(home, file, ".."), { recursive: true });
      }
      await Deno.mkdir(join(home, ".claude"));
      assert.deepEqual(
        await found(place),
        Object.fromEntries(Object.entries(expected[os]).map(([id, file]) => [id, join(home, file)])),
      );
    });
  });
}

Deno.test("variables that move a client's directory are followed", async () => {
  await withHome(async (home) => {
    const at = (name: string) => join(home, name);
    for (
      const name of [
        "xdg/zed",
        "xdg/Code/User",
        "claude",
        "codex",
        "roaming/Claude",
        "gemini/.gemini",
        "studio",
      ]
    ) {
      await Deno.mkdir(at(name), { recursive: true });
    }
    const env = {
      XDG_CONFIG_HOME: at("xdg"),
      CLAUDE_CONFIG_DIR: at("claude"),
      CODEX_HOME: at("codex"),
      GEMINI_CLI_HOME: at("gemini"),
    };
    await Deno.writeTextFile(at(".lmstudio-home-pointer"), `${at("studio")}\n`);
    const onLinux = await found({ os: "linux", home, env });
    assert.equal(onLinux.zed, at("xdg/zed/settings.json"));
    assert.equal(onLinux.vscode, at("xdg/Code/User/mcp.json"));
    assert.equal(onLinux["claude-code"], at("claude/.claude.json"));
    assert.equal(onLinux.gemini, at("gemini/.gemini/settings.json"));
    assert.equal(onLinux["lm-studio"], at("studio/mcp.json"));
    assert.equal(onLinux.codex, at("codex/config.toml"));
    const onWindows = await found({ os: "windows", home, env: { APPDATA: at("roaming") } });
    assert.equal(onWindows["claude-desktop"], at("roaming/Claude/claude_desktop_config.json"));
  });
});

Deno.test("on Windows the directory of a packaged Claude Desktop goes before the one it does not see", async () => {
  await withHome(async (home) => {
    const roaming = "AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude";
    for (
      const name of [
        roaming,
        "AppData/Roaming/Claude",
        "AppData/Local/Packages/Other_1/LocalCache/Roaming/Claude",
      ]
    ) {
      await Deno.mkdir(join(home, name), { recursive: true });
    }
    const { "claude-desktop": file } = await found({ os: "windows", home, env: {} });
    assert.equal(file, join(home, roaming, "claude_desktop_config.json"));
  });
});
