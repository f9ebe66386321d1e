import { fileFault } from "../../config/files.ts";
import { registerSecret } from "../../log/redact.ts";
import { UsageError } from "../usage_error.ts";

/**
 * A secret from a file (`-` is standard input) or from the environment, without one line break at the end; undefined where
 * neither is given. Never from the command line, which every user of the machine can read.
 *
 * @throws {UsageError} when the file cannot be read, or is empty.
 */
export async function secretFrom(
  option: string,
  file: string | undefined,
  variable: string | undefined,
): Promise<string | undefined> {
  const secret = file === undefined ? variable : await read(option, file);
  if (secret === undefined || secret === "") return undefined;
  registerSecret(secret);
  return secret;
}

async function read(option: string, file: string): Promise<string> {
  const text = file === "-" ? await new Response(Deno.stdin.readable).text() : await contentOf(option, file);
  const secret = text.replace(/\r?\n$/, "");
  if (secret !== "") return secret;
  throw new UsageError(`${option} names ${file === "-" ? "standard input" : file}, which is empty.`);
}

async function contentOf(option: string, file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    throw new UsageError(`${option} names ${file}, which ${fileFault(cause)}.`, { cause });
  }
}
