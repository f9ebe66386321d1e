import { z } from "zod";
import { binaryName, type Target, targets } from "../compile/targets.ts";

/** A binary of a release, as every package manager names it. */
export interface ReleasedBinary {
  readonly target: Target;
  /** The file's name in the release. */
  readonly name: string;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
  /** Size in bytes. */
  readonly size: number;
  /** Where it is downloaded from. */
  readonly url: string;
}

/** What every package of a version is made from. */
export interface Release {
  readonly version: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** One sentence for people who search a package manager. */
  readonly description: string;
  /** The address of the project. */
  readonly homepage: string;
  /** The address below which the files of this version are, without a slash at its end. */
  readonly download: string;
  /** One for each target, in their order. */
  readonly binaries: readonly ReleasedBinary[];
}

const project = z.object({
  // The scope and the name are those of the repository; what a fork changes, it changes here.
  name: z.string().regex(/^@[^/]+\/[^/]+$/),
  version: z.string().regex(/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?$/),
});

/**
 * Reads a folder of binaries with their `SHA256SUMS`, and the version from `deno.json`.
 *
 * @param repository `owner/name` on GitHub, in place of the one that the name in `deno.json` gives
 * @throws Error when a target's binary is not in `SHA256SUMS`
 */
export async function readRelease(folder: string, repository?: string): Promise<Release> {
  const { name, version } = project.parse(
    JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url))),
  );
  const home = repository ?? name.slice(1);
  const download = `https://github.com/${home}/releases/download/v${version}`;
  const sums = parseChecksums(await Deno.readTextFile(`${folder}/SHA256SUMS`));
  const binaries: ReleasedBinary[] = [];
  for (const target of targets) {
    const file = binaryName(version, target);
    const sha256 = sums.get(file);
    if (sha256 === undefined) throw new Error(`${folder}/SHA256SUMS does not name ${file}`);
    const { size } = await Deno.stat(`${folder}/${file}`);
    binaries.push({ target, name: file, sha256, size, url: `${download}/${file}` });
  }
  return {
    version,
    repository: home,
    description: "MCP server that lets AI assistants see and run a Proxmox VE cluster, safely",
    homepage: `https://github.com/${home}`,
    download,
    binaries,
  };
}

/** Finds the binary of a target by its name; throws a RangeError when there is none. */
export function binaryFor(release: Release, target: string): ReleasedBinary {
  const binary = release.binaries.find((each) => each.target.name === target);
  if (binary === undefined) throw new RangeError(`The release has no binary for ${target}`);
  return binary;
}

/** Reads lines of `HASH  NAME`, as `sha256sum` writes them; throws an Error for any other line. */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const [, hash, name] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
    if (hash === undefined || name === undefined) {
      throw new Error(`SHA256SUMS has a line that is none: ${JSON.stringify(line)}`);
    }
    sums.set(name, hash);
  }
  return sums;
}
