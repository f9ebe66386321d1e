import { bundleName } from "./bundle.ts";
import type { Release } from "./release.ts";
import { imageName } from "./server_json.ts";
import { fillTemplateFile } from "./template.ts";

/**
 * The text of a release: what changed, how to install and verify it, and what each file weighs.
 *
 * @param changelog `CHANGELOG.md` as a whole
 * @param sizes bytes of the files beside the binaries, by name
 * @throws Error when the changelog has no part for the version, or a size is missing
 */
export async function releaseNotes(
  release: Release,
  changelog: string,
  sizes: ReadonlyMap<string, number>,
): Promise<string> {
  const rows = release.binaries.map((binary) => {
    const bundle = bundleName(binary);
    const size = sizes.get(bundle);
    if (size === undefined) throw new Error(`The size of ${bundle} is not known`);
    return `| ${binary.target.name} | \`${binary.name}\` | ${megabytes(binary.size)} | \`${bundle}\` | ${
      megabytes(size)
    } |`;
  });
  return await fillTemplateFile("release-notes.md", {
    CHANGES: changesOf(changelog, release.version),
    DOWNLOAD: release.download,
    IMAGE: imageName(release),
    FILES: rows.join("\n"),
    HOMEPAGE: release.homepage,
    REPOSITORY: release.repository,
    VERSION: release.version,
  });
}

/** What stands below a version's heading in the changelog. */
function changesOf(changelog: string, version: string): string {
  const part = changelog.split(/^## /m).find((text) => text.startsWith(`[${version}]`));
  if (part === undefined) {
    throw new Error(`CHANGELOG.md has no part for ${version}: name what is under Unreleased after it`);
  }
  return part.slice(part.indexOf("\n")).trim();
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
