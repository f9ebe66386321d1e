import { dirname, join } from "node:path";
import type { FileAccess } from "./files.ts";
import { fileFault } from "./files.ts";
import type { Findings } from "./findings.ts";
import type { Variables } from "./names.ts";

/** How many directories above the working directory are searched. */
const parents = 5;

/** The nearest `.env` file, in the working directory or up to five directories above it; undefined when there is none. */
export async function readDotenv(
  directory: string,
  files: FileAccess,
  findings: Findings,
): Promise<{ readonly path: string; readonly variables: Variables } | undefined> {
  let current = directory;
  for (let level = 0; level <= parents; level++) {
    const path = join(current, ".env");
    const text = await readIfThere(path, files, findings);
    if (text !== undefined) {
      const { parseEnv } = await import("node:util");
      return { path, variables: parseEnv(text) };
    }
    const parent = dirname(current);
    if (parent === current) return undefined;
    current = parent;
  }
  return undefined;
}

async function readIfThere(path: string, files: FileAccess, findings: Findings): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    // A directory named .env (some Python projects have one) is no file of settings.
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory)) {
      findings.warn(`${path} ${fileFault(error)}; it is ignored.`);
    }
    return undefined;
  }
}
