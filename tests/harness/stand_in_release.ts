import { writeChecksums } from "../../scripts/compile/checksums.ts";
import { binaryName, targets } from "../../scripts/compile/targets.ts";
import { readVersion } from "../../scripts/compile/version.ts";
import { readRelease, type Release } from "../../scripts/pack/release.ts";

/** A folder with a stand-in for each binary, and their `SHA256SUMS`. */
export interface StandInRelease extends AsyncDisposable {
  readonly folder: string;
  readonly release: Release;
}

/**
 * Lays a folder out as `deno task compile` leaves it, with a stand-in for each binary.
 *
 * @param program what a stand-in does, as a shell script; by default it prints the version
 */
export async function standInRelease(program?: string): Promise<StandInRelease> {
  const version = await readVersion();
  const folder = await Deno.makeTempDir({ prefix: "proxmox-mcp-release-" });
  const names = targets.map((target) => binaryName(version, target));
  for (const name of names) {
    await Deno.writeTextFile(
      `${folder}/${name}`,
      program ?? `#!/bin/sh\n# ${name}\necho proxmox-mcp ${version}\n`,
    );
    if (Deno.build.os !== "windows") await Deno.chmod(`${folder}/${name}`, 0o755);
  }
  await writeChecksums(folder, names);
  return {
    folder,
    release: await readRelease(folder),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
