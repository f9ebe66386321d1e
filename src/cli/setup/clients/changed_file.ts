import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Client } from "./client.ts";
import { entryIn, withEntry } from "./entries.ts";
import { MalformedFile } from "./file_text.ts";
import { type Registration, textOf } from "./registration.ts";

/** What is remembered of a client's file that was changed, so that it can be undone. */
export interface ChangedFile {
  readonly client: string;
  readonly file: string;
  /** The key of the entry. */
  readonly name: string;
  /** A copy of the file as it was; null where the file was made. */
  readonly backup: string | null;
  /** SHA-256 of what was written, in hexadecimal: whoever changed the file since then keeps what they wrote. */
  readonly sha256: string;
}

/**
 * Writes what was planned: first a copy of the file beside it, then the file as a whole, so that nothing half-written is
 * ever there.
 *
 * @throws {MalformedFile} when the file was changed since it was looked at.
 */
export async function register(
  { client, file, before, after }: Extract<Registration, { kind: "open" }>,
  name: string,
  now: Date,
): Promise<ChangedFile> {
  if (await textOf(file) !== before) throw new MalformedFile("was changed meanwhile; run setup again");
  const backup = before === undefined ? null : backupName(file, now);
  if (backup !== null) await Deno.copyFile(file, backup);
  await replace(file, after);
  return { client: client.id, file, name, backup, sha256: hash(after) };
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
  if (hash(current) === changed.sha256) {
    if (changed.backup === null) {
      await Deno.remove(file);
      return "removed";
    }
    const backup = await textOf(changed.backup);
    if (backup !== undefined && entryIn(backup, syntax, section, name) === undefined) {
      await replace(file, backup);
      await Deno.remove(changed.backup);
      return "restored";
    }
  }
  if (entryIn(current, syntax, section, name) === undefined) return "nothing";
  await replace(file, withEntry(current, syntax, section, name, undefined));
  return "cleaned";
}

/** Puts a text in a file's place at one stroke; its mode stays, and a link still leads to it. A new file is the user's alone. */
async function replace(file: string, text: string): Promise<void> {
  const target = await realPath(file);
  await Deno.mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.proxmox-mcp-${crypto.randomUUID()}`);
  try {
    await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
    const mode = Deno.build.os === "windows" ? undefined : await modeOf(target);
    if (mode !== undefined) await Deno.chmod(temporary, mode);
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

async function realPath(file: string): Promise<string> {
  try {
    return await Deno.realPath(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return file;
    throw error;
  }
}

async function modeOf(file: string): Promise<number | undefined> {
  try {
    const { mode } = await Deno.stat(file);
    return mode === null ? undefined : mode & 0o777;
  } catch {
    return undefined;
  }
}

function backupName(file: string, now: Date): string {
  return `${file}.${now.toISOString().replace(/[:.]/g, "-")}.bak`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
