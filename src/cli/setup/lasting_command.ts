import { basename, join } from "node:path";
import type { UserPlace } from "../../config/user_directory.ts";
import { ownCommand } from "../own_process.ts";
import type { ServerEntry } from "./clients/client.ts";

/** The command line that starts this program from a client, by a path that stays right when the program is renewed. */
export async function lastingCommand(args: readonly string[], place: UserPlace): Promise<ServerEntry> {
  const own = ownCommand(args);
  return Deno.build.standalone ? { ...own, command: await lastingPath(own.command, place) } : own;
}

/**
 * The link in `PATH` that leads to a program, or its own path where none does.
 *
 * Homebrew and others keep each version in a directory of its own, which is gone after an update, and a link to the newest.
 */
export async function lastingPath(
  program: string,
  { os, env }: Pick<UserPlace, "os" | "env">,
): Promise<string> {
  const target = await realPathOf(program);
  for (const directory of (env.PATH ?? env.Path ?? "").split(os === "windows" ? ";" : ":")) {
    if (directory === "") continue;
    const candidate = join(directory, basename(program));
    if (target !== undefined && await realPathOf(candidate) === target) return candidate;
  }
  return program;
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.realPath(path);
  } catch {
    return undefined;
  }
}
