import * as z from "zod";
import { UsageError } from "../usage_error.ts";
import { textOf } from "./clients/registration.ts";
import type { Receipt } from "./receipt.ts";
import { backupName, replaceFile } from "./whole_file.ts";

/**
 * Looks at what is in the configuration file's place.
 *
 * @returns whether there is a file that setup did not write.
 * @throws {UsageError} when it names several clusters, which setup would lose.
 */
export async function isForeignConfig(file: string, receipt: Receipt | undefined): Promise<boolean> {
  const text = await textOf(file);
  if (text === undefined) return false;
  if (namesClusters(text)) {
    throw new UsageError(`${file} names clusters, and setup writes one only.`, {
      remedy: "Give another file with --config, and copy what it writes there into clusters of yours.",
    });
  }
  return receipt === undefined;
}

function namesClusters(text: string): boolean {
  try {
    return "clusters" in z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Writes the file for its user alone; a foreign one is copied first. Answers the place of the copy. */
export async function writeConfig(
  file: string,
  text: string,
  isForeign: boolean,
  now: Date,
): Promise<string | null> {
  const backup = isForeign ? backupName(file, now) : null;
  if (backup !== null) await Deno.copyFile(file, backup);
  await replaceFile(file, text, 0o600);
  return backup;
}

/** Puts the file's earlier content back, or removes it where there was none. Answers what was done. */
export async function unwriteConfig(
  { file, backup }: Receipt["config"],
): Promise<"restored" | "removed" | "nothing"> {
  const before = backup === null ? undefined : await textOf(backup);
  if (before !== undefined && backup !== null) {
    await replaceFile(file, before);
    await Deno.remove(backup);
    return "restored";
  }
  return await removeIfThere(file) ? "removed" : "nothing";
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
