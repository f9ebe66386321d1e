import * as z from "zod";
import { UsageError } from "../usage_error.ts";
import { textOf } from "./clients/registration.ts";
import type { Receipt } from "./receipt.ts";
import { backupName, hashOf, replaceFile } from "./whole_file.ts";

/** What is in the configuration file's place: nothing, what setup wrote, that and somebody's changes, or something else. */
export type ConfigState = "absent" | "own" | "edited" | "foreign";

/**
 * Looks at what is in the configuration file's place.
 *
 * @throws {UsageError} when it names several clusters, which setup would lose.
 */
export async function configState(file: string, receipt: Receipt | undefined): Promise<ConfigState> {
  const text = await textOf(file);
  if (text === undefined) return "absent";
  if (namesClusters(text)) {
    throw new UsageError(`${file} names clusters, and setup writes one only.`, {
      remedy: "Give another file with --config, and copy what it writes there into clusters of yours.",
    });
  }
  const written = receipt?.config.sha256 ?? null;
  if (written === null) return "foreign";
  return hashOf(text) === written ? "own" : "edited";
}

function namesClusters(text: string): boolean {
  try {
    return "clusters" in z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return false;
  }
}

/** A configuration file that was written. */
export interface WrittenConfig {
  readonly file: string;
  readonly sha256: string;
  /** A copy of what was there before, where it was not setup's own. */
  readonly copy: string | null;
  /** What was there before; undefined where nothing was. */
  readonly before: string | undefined;
}

/** Writes the file for its user alone; what setup did not write is copied first. */
export async function writeConfig(
  file: string,
  text: string,
  state: ConfigState,
  now: Date,
): Promise<WrittenConfig> {
  const before = await textOf(file);
  const copy = state === "foreign" || state === "edited" ? backupName(file, now) : null;
  if (copy !== null) await Deno.copyFile(file, copy);
  try {
    await replaceFile(file, text, 0o600);
  } catch (error) {
    if (copy !== null) await removeIfThere(copy);
    throw error;
  }
  return { file, sha256: hashOf(text), copy, before };
}

/** Puts back what was there before a file was written. */
export async function takeBackConfig({ file, copy, before }: WrittenConfig): Promise<void> {
  if (before === undefined) await removeIfThere(file);
  else await replaceFile(file, before);
  if (copy !== null) await removeIfThere(copy);
}

/**
 * Puts the file back that was there before setup, or removes setup's own; what somebody changed since then stays. Answers
 * what was done.
 */
export async function unwriteConfig(
  { file, backup, sha256 }: Receipt["config"],
): Promise<"restored" | "removed" | "kept" | "nothing"> {
  const text = sha256 === null ? undefined : await textOf(file);
  if (text === undefined) return "nothing";
  if (hashOf(text) !== sha256) return "kept";
  const before = backup === null ? undefined : await textOf(backup);
  if (before === undefined || backup === null) return await removeIfThere(file) ? "removed" : "nothing";
  await replaceFile(file, before);
  await Deno.remove(backup);
  return "restored";
}

/** Removes a file. Answers whether it was there. */
export async function removeIfThere(file: string): Promise<boolean> {
  try {
    await Deno.remove(file);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
