import { isAbsolute, join } from "node:path";
import { configFileName } from "./json_file.ts";
import type { Variables } from "./names.ts";

/** A user's system, home directory and variables. */
export interface UserPlace {
  readonly os: typeof Deno.build.os;
  readonly home: string;
  readonly env: Variables;
}

/** Where programs keep a user's settings: `%APPDATA%`, `~/Library/Application Support`, or `~/.config` and what moves it. */
export function settingsDirectory({ os, home, env }: UserPlace): string {
  if (os === "windows") return nonEmpty(env.APPDATA) ?? join(home, "AppData", "Roaming");
  return os === "darwin" ? join(home, "Library", "Application Support") : xdgDirectory({ home, env });
}

/** `~/.config`, or where `XDG_CONFIG_HOME` moves it; some programs use it on macOS too. */
export function xdgDirectory({ home, env }: Pick<UserPlace, "home" | "env">): string {
  const moved = nonEmpty(env.XDG_CONFIG_HOME);
  // The XDG rules: a relative path in the variable counts as not set.
  return moved !== undefined && isAbsolute(moved) ? moved : join(home, ".config");
}

/** The user's own configuration file, which `proxmox-mcp setup` writes. */
export function userConfigFile(place: UserPlace): string {
  return join(settingsDirectory(place), "proxmox-mcp", configFileName);
}

/** The home directory by the variables; undefined where none names it. */
export function homeDirectory(os: UserPlace["os"], env: Variables): string | undefined {
  return os === "windows"
    ? nonEmpty(env.USERPROFILE) ?? nonEmpty(env.HOME)
    : nonEmpty(env.HOME) ?? nonEmpty(env.USERPROFILE);
}

/** A variable's value; an empty one counts as not set. */
export function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
