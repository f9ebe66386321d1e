import * as z from "zod";
import { backupName, hashOf, replaceFile } from "../whole_file.ts";
import type { Client } from "./client.ts";
import { entryIn, withEntry } from "./entries.ts";
import { MalformedFile } from "./file_text.ts";
import { type Registration, textOf } from "./registration.ts";

/** What is remembered of a client's file that was changed, so that it can be undone. */
export const changedFile = z.object({
  /** The client's id. */
  client: z.string(),
  file: z.string(),
  /** The key of the entry. */
  name: z.string(),
  /** A copy of the file as it was; null where the file was made. */
  backup: z.string().nullable(),
  /** SHA-256 of what was written, in hexadecimal: whoever changed the file since then keeps what they wrote. */
  sha256: z.string(),
});

/** {@linkcode changedFile}. */
export type ChangedFile = z.infer<typeof changedFile>;

/**
 * Writes what was planned: first a copy of the file beside it, then the file as a whole, so that nothing half-written is
 * ever there.
 *
 * @throws {MalformedFile} when the file was changed since it was looked at.
 */
export async function register(
  { client, file, before, after }: Extract<Registration, { kind: "open" }>,
  name: string,
  options: { readonly now: Date; readonly earlier?: ChangedFile | undefined },
): Promise<ChangedFile> {
  if (await textOf(file) !== before) throw new MalformedFile("was changed meanwhile; run setup again");
  const backup = before === undefined ? null : await backedUp(file, before, options);
  await replaceFile(file, after);
  return { client: client.id, file, name, backup, sha256: hashOf(after) };
}

/** How a file was brought back. */
export type Undone = "restored" | "removed" | "cleaned" | "nothing";

/**
 * Takes the server out of a client's file: the file as it was where nobody changed it since, else without the entry
 * alone. Answers what was done.
 *
 * @throws {MalformedFile} when the file can no longer be read.
 */
export async function unregister(client: Client, changed: ChangedFile): Promise<Undone> {
  const { syntax, section } = client;
  const { file, name } = changed;
  const current = await textOf(file);
  if (current === undefined) return "nothing";
  if (hashOf(current) === changed.sha256) {
    if (changed.backup === null) {
      await Deno.remove(file);
      return "removed";
    }
    const backup = await textOf(changed.backup);
    if (backup !== undefined && entryIn(backup, syntax, section, name) === undefined) {
      await replaceFile(file, backup);
      await Deno.remove(changed.backup);
      return "restored";
    }
  }
  if (entryIn(current, syntax, section, name) === undefined) return "nothing";
  await replaceFile(file, withEntry(current, syntax, section, name, undefined));
  return "cleaned";
}

/** Where nobody but setup changed the file since it was first copied, that copy is the one to go back to. */
async function backedUp(
  file: string,
  before: string,
  { now, earlier }: { readonly now: Date; readonly earlier?: ChangedFile | undefined },
): Promise<string | null> {
  if (earlier !== undefined && earlier.file === file && hashOf(before) === earlier.sha256) {
    return earlier.backup;
  }
  const backup = backupName(file, now);
  await Deno.copyFile(file, backup);
  return backup;
}
