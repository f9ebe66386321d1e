import { createHash } from "node:crypto";
import { dirname, join } from "node:path";

/**
 * Puts a text in a file's place at one stroke, so that nothing half-written is ever there; a link still leads to it.
 *
 * A new file is its user's alone. @param mode what the file may be used for; that of the file before where it is undefined.
 */
export async function replaceFile(file: string, text: string, mode?: number): Promise<void> {
  const target = await realPath(file);
  await Deno.mkdir(dirname(target), { recursive: true });
  const temporary = join(dirname(target), `.proxmox-mcp-${crypto.randomUUID()}`);
  try {
    await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
    const wanted = mode ?? await modeOf(target);
    if (wanted !== undefined && Deno.build.os !== "windows") await Deno.chmod(temporary, wanted);
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

/** The name of a copy beside the file. */
export function backupName(file: string, now: Date): string {
  return `${file}.${now.toISOString().replace(/[:.]/g, "-")}.bak`;
}

/** SHA-256 of a text, in hexadecimal. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
