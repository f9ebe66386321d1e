import { join } from "node:path";
import { registerSecret } from "../../log/redact.ts";
import { ExplainedError } from "../../text/explained.ts";

/** A generated password could not be kept. */
export class PasswordFileError extends ExplainedError {
  override readonly name = "PasswordFileError";
}

// Without characters that are mistaken for one another; 64 of them, so that no remainder favours any.
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+-_=.:@";
const length = 24;

/** Makes a password of 24 characters (144 bits) and has it hidden wherever this process writes. */
export function generatePassword(): string {
  const password = Array.from(
    crypto.getRandomValues(new Uint8Array(length)),
    (byte) => alphabet[byte % alphabet.length],
  ).join("");
  registerSecret(password);
  return password;
}

/**
 * Keeps the root password of a container in a file that only the server's own user may read, and returns its path.
 *
 * @param directory the server's state directory; the file goes below `passwords` in it.
 * @throws {PasswordFileError} when it cannot be written.
 */
export async function keepPassword(
  directory: string,
  container: { readonly cluster: string; readonly vmid: number },
  password: string,
): Promise<string> {
  const folder = join(directory, "passwords");
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  const file = join(
    folder,
    `${container.cluster.replace(/[^\w.-]/g, "_")}-ct-${container.vmid}-${stamp}.txt`,
  );
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(file, `${password}\n`, { createNew: true, mode: 0o600 });
  } catch (cause) {
    throw new PasswordFileError(`The generated root password cannot be kept in ${file}; nothing was sent.`, {
      remedy: "Make that directory writable for the server, or give ssh_keys or a password of your own.",
      cause,
    });
  }
  return file;
}

/** Removes a file of {@linkcode keepPassword} whose container was not made. */
export async function dropPassword(file: string): Promise<void> {
  try {
    await Deno.remove(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
