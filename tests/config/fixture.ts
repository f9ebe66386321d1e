import { join } from "node:path";
import { ConfigurationError } from "../../src/config/findings.ts";
import { type LoadedSettings, type LoadOptions, loadSettings } from "../../src/config/load.ts";
import type { ClusterSettings } from "../../src/config/settings.ts";

/** What the smallest working configuration needs. */
export const login = {
  PROXMOX_HOST: "pve.example",
  PROXMOX_API_TOKEN_ID: "mcp@pve!assistant",
  PROXMOX_API_TOKEN_SECRET: "11111111-2222-3333-4444-555555555555",
} as const;

/** Runs a test in a fresh directory with these files (path to content), and removes it afterwards. */
export async function withFiles(
  contents: Readonly<Record<string, string>>,
  run: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "proxmox-mcp-config-" });
  try {
    for (const [path, content] of Object.entries(contents)) {
      await Deno.mkdir(join(directory, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(directory, path), content, { mode: 0o600 });
    }
    await run(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Loads settings from an environment alone; no file is looked for unless the options say so. */
export function loadEnv(
  env: LoadOptions["env"],
  options: Partial<LoadOptions> = {},
): Promise<LoadedSettings> {
  return loadSettings({ env, cwd: "/nowhere", searchFiles: false, os: "linux", ...options });
}

/** The only cluster of an environment. */
export async function loadCluster(
  env: LoadOptions["env"],
  options: Partial<LoadOptions> = {},
): Promise<ClusterSettings> {
  const { settings } = await loadEnv(env, options);
  const [cluster] = settings.clusters;
  if (cluster === undefined) throw new Error("no cluster was loaded");
  return cluster;
}

/** The mistakes that loading ends with; empty when it succeeds. */
export async function mistakesOf(loading: Promise<LoadedSettings>): Promise<readonly string[]> {
  return (await errorOf(loading))?.mistakes ?? [];
}

/** The error that loading ends with, or undefined when it succeeds. */
export async function errorOf(loading: Promise<LoadedSettings>): Promise<ConfigurationError | undefined> {
  try {
    await loading;
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}
