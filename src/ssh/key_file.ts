import { createPrivateKey } from "node:crypto";
import type { ParsedKey } from "ssh2";
import { KeyFileError } from "./errors.ts";
import { loadSsh2 } from "./library.ts";

/**
 * Reads a private key, in OpenSSH's or PEM form, and decrypts it.
 *
 * @throws {KeyFileError} whose sentence says which of the things that can be wrong with a key file it is.
 */
export async function readPrivateKey(path: string, passphrase: string | undefined): Promise<ParsedKey> {
  const text = await readOwnFile(path);
  const { utils } = await loadSsh2();
  const parsed = isPem(text)
    ? utils.parseKey(opened(path, text, passphrase))
    : utils.parseKey(text, passphrase);
  if (parsed instanceof Error) throw parseError(path, passphrase, parsed, text);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (key === undefined || !key.isPrivateKey()) {
    throw new KeyFileError(`${path} holds a public key.`, {
      remedy: "Set PROXMOX_SSH_KEY_PATH to the private key: the file of the same name without .pub.",
    });
  }
  return key;
}

function isPem(text: string): boolean {
  return /-----BEGIN (?:(?:RSA|EC|ENCRYPTED) )?PRIVATE KEY-----/.test(text);
}

/**
 * Decrypts a key in PEM form and writes it in the one PEM form that ssh2 reads everywhere: it knows no PKCS #8, and
 * what it decrypts itself keeps padding that Deno's crypto does not take.
 */
function opened(path: string, text: string, passphrase: string | undefined): string {
  try {
    const key = createPrivateKey({
      key: text,
      format: "pem",
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
    return key.export({ type, format: "pem" }).toString();
  } catch (error) {
    throw parseError(path, passphrase, error instanceof Error ? error : new Error(String(error)), text);
  }
}

async function readOwnFile(path: string): Promise<string> {
  try {
    const { mode } = await Deno.stat(path);
    if (mode !== null && Deno.build.os !== "windows" && (mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8).padStart(4, "0");
      throw new KeyFileError(
        `The SSH key ${path} can be read by others (mode ${shown}), so it is not used.`,
        {
          remedy: `Close it: chmod 600 ${path}`,
        },
      );
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof KeyFileError) throw error;
    throw new KeyFileError(`The SSH key ${path} cannot be read: ${whyUnreadable(error)}.`, {
      remedy: "Correct PROXMOX_SSH_KEY_PATH, or give the user of this server the right to read the file.",
      cause: error,
    });
  }
}

function whyUnreadable(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  return error instanceof Error ? error.message : String(error);
}

function parseError(path: string, passphrase: string | undefined, cause: Error, text: string): KeyFileError {
  const encrypted = /Encrypted|passphrase|integrity check|decrypt|bad decrypt/i.test(cause.message) ||
    /ENCRYPTED/.test(text);
  if (encrypted && passphrase === undefined) {
    return new KeyFileError(`The SSH key ${path} is encrypted, and no passphrase is set.`, {
      remedy:
        "Set PROXMOX_SSH_KEY_PASSPHRASE (or PROXMOX_SSH_KEY_PASSPHRASE_FILE), or load the key into an ssh-agent.",
      cause,
    });
  }
  if (encrypted) {
    return new KeyFileError(`The passphrase does not open the SSH key ${path}.`, {
      remedy: "Correct PROXMOX_SSH_KEY_PASSPHRASE.",
      cause,
    });
  }
  return new KeyFileError(`${path} is no private key in OpenSSH or PEM form: ${cause.message}.`, {
    remedy:
      "Set PROXMOX_SSH_KEY_PATH to a key made by ssh-keygen (`ssh-keygen -p -m PEM -f FILE` rewrites other forms).",
    cause,
  });
}
