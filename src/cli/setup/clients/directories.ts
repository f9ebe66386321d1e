import { join } from "node:path";
import { nonEmpty } from "../../../config/user_directory.ts";
import type { Place } from "./client.ts";

/**
 * The data directories of the Microsoft Store's packages of a name: Windows shows a packaged program this directory in
 * place of `%APPDATA%`, and since February 2026 Claude Desktop is installed so.
 */
export async function packagedSettings({ os, home, env }: Place, name: string): Promise<readonly string[]> {
  if (os !== "windows") return [];
  const packages = join(nonEmpty(env.LOCALAPPDATA) ?? join(home, "AppData", "Local"), "Packages");
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
