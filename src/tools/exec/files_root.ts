import { dirname, join, resolve, sep } from "node:path";
import { homedir } from "node:os";
import { PolicyError } from "../../policy/errors.ts";
import { ExplainedError } from "../../text/explained.ts";

/** A local file that cannot be read or written. */
export class LocalFileError extends ExplainedError {
  override readonly name = "LocalFileError";
}

/**
 * Finds the directory that local files come from and go to: the configured one, else the working directory, unless that is
 * the root or a home directory, as when a desktop client starts the server.
 *
 * @throws {PolicyError} that names the setting.
 */
export async function filesRoot(configured: string | undefined, cwd: string = Deno.cwd()): Promise<string> {
  const root = await Deno.realPath(configured ?? cwd).catch((cause: unknown) => {
    throw new LocalFileError(`The directory ${configured ?? cwd} cannot be read.`, {
      remedy: "PROXMOX_FILES_ROOT must name a directory that is there.",
      cause,
    });
  });
  if (configured !== undefined) return root;
  const home = resolve(homedir());
  if (dirname(root) === root || root === home || root === dirname(home)) {
    throw new PolicyError(`Local files are off, for the server was started in ${root}.`, {
      settings: ["PROXMOX_FILES_ROOT"],
      remedy: "The owner names a directory for them with PROXMOX_FILES_ROOT and restarts the server.",
    });
  }
  return root;
}

/**
 * The absolute path of a local file below the root, with every symbolic link on the way to it resolved.
 *
 * @throws {PolicyError} for a path that leads out of the root, by `..` or by a link; {LocalFileError} when its directory is missing.
 */
export async function localPath(root: string, path: string): Promise<string> {
  const wanted = resolve(root, path);
  const directory = await Deno.realPath(dirname(wanted)).catch((cause: unknown) => {
    throw new LocalFileError(`The local directory of ${path} is not there.`, {
      remedy: `Paths start at ${root}; make the directory first.`,
      cause,
    });
  });
  const real = join(directory, wanted.slice(dirname(wanted).length + 1));
  if (!isBelow(root, directory) || wanted === root) throw outside(root, path);
  const info = await Deno.lstat(real).catch(() => undefined);
  if (info?.isSymlink === true) throw outside(root, path);
  if (info?.isDirectory === true) {
    throw new LocalFileError(`${path} is a directory.`, { remedy: "Give the path of a file." });
  }
  return real;
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function outside(root: string, path: string): PolicyError {
  return new PolicyError(`${JSON.stringify(path)} leads out of ${root}.`, {
    settings: ["PROXMOX_FILES_ROOT"],
    remedy:
      "Give a path below that directory, without links in it; the owner can move it with PROXMOX_FILES_ROOT.",
  });
}
