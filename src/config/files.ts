import { isAbsolute, resolve } from "node:path";

/** How settings reach the file system; replaced in tests that want no files. */
export interface FileAccess {
  /** The file's text; rejects with `Deno.errors.NotFound` when there is no such file. */
  read(path: string): Promise<string>;
  /** Permission bits of the file, or undefined where the system has none (Windows). */
  mode(path: string): Promise<number | undefined>;
}

/** The real file system. */
export const fileSystem: FileAccess = {
  read: (path) => Deno.readTextFile(path),
  mode: async (path) => (await Deno.stat(path)).mode ?? undefined,
};

/** Why a file could not be read, as the end of a sentence that begins with its path and "which". */
export function fileFault(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "does not exist";
  if (error instanceof Deno.errors.PermissionDenied) return "may not be read by this user";
  if (error instanceof Deno.errors.IsADirectory) return "is a directory";
  if (error instanceof Deno.errors.NotCapable) {
    return "this program has no permission to read (deno run --allow-read)";
  }
  return `cannot be read (${error instanceof Error ? error.message : String(error)})`;
}

/** Resolves a path as a person writes it: `~` is the home directory, a relative path starts at `base`. */
export function resolvePath(path: string, base: string, home: string | undefined): string {
  if (path === "~" || /^~[/\\]/.test(path)) return home === undefined ? path : resolve(home, path.slice(2));
  return isAbsolute(path) ? path : resolve(base, path);
}
