import { join } from "node:path";
import type { Place } from "./client.ts";

/** Where programs keep their settings: `%APPDATA%`, `~/Library/Application Support`, or `~/.config` and what moves it. */
export function settingsDirectory({ os, home, env }: Place): string {
  if (os === "windows") return given(env.APPDATA) ?? join(home, "AppData", "Roaming");
  return os === "darwin" ? join(home, "Library", "Application Support") : xdgDirectory({ home, env });
}

/** `~/.config`, or where `XDG_CONFIG_HOME` moves it; some programs use it on macOS too. */
export function xdgDirectory({ home, env }: Pick<Place, "home" | "env">): string {
  return given(env.XDG_CONFIG_HOME) ?? join(home, ".config");
}

/** The variable's value, or undefined where it is empty. */
export function given(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}

/**
 * The data directories of the Microsoft Store's packages of a name: Windows shows a packaged program this directory in
 * place of `%APPDATA%`, and since February 2026 Claude Desktop is installed so.
 */
export async function packagedSettings({ os, home, env }: Place, name: string): Promise<readonly string[]> {
  if (os !== "windows") return [];
  const packages = join(given(env.LOCALAPPDATA) ?? join(home, "AppData", "Local"), "Packages");
  const found: string[] = [];
  try {
    for await (const { name: folder, isDirectory } of Deno.readDir(packages)) {
      if (isDirectory && folder.startsWith(`${name}_`)) {
        found.push(join(packages, folder, "LocalCache", "Roaming"));
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}
