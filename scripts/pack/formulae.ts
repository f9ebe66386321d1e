import { binaryFor, type Release } from "./release.ts";
import { fillTemplateFile } from "./template.ts";

/** The Homebrew formula, for a tap. */
export async function homebrewFormula(release: Release): Promise<string> {
  const { version, homepage, description } = release;
  return await fillTemplateFile("proxmox-mcp.rb", {
    DESCRIPTION: description,
    HOMEPAGE: homepage,
    VERSION: version,
    ...binaryValues(release, "macos-arm64", ["URL", "SHA256"]),
    ...binaryValues(release, "macos-x64", ["URL", "SHA256"]),
    ...binaryValues(release, "linux-arm64", ["URL", "SHA256"]),
    ...binaryValues(release, "linux-x64", ["URL", "SHA256"]),
  });
}

/** The Scoop manifest, for a bucket; `checkver` and `autoupdate` let the bucket follow later releases by itself. */
export function scoopManifest(release: Release): string {
  const { url, sha256, name } = binaryFor(release, "windows-x64");
  const later = (text: string): string => text.replaceAll(release.version, "$version");
  const manifest = {
    version: release.version,
    description: release.description,
    homepage: release.homepage,
    license: "MIT",
    architecture: { "64bit": { url: `${url}#/proxmox-mcp.exe`, hash: sha256 } },
    bin: "proxmox-mcp.exe",
    checkver: "github",
    autoupdate: {
      architecture: {
        "64bit": {
          url: `${later(url)}#/proxmox-mcp.exe`,
          hash: { url: "$baseurl/SHA256SUMS", regex: `$sha256\\s+${later(name).replaceAll(".", "\\.")}` },
        },
      },
    },
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}

/** `PKGBUILD` for the Arch User Repository. A version there has no hyphen. */
export async function aurPackage(release: Release, license: string): Promise<string> {
  return await fillTemplateFile("PKGBUILD", {
    DESCRIPTION: release.description,
    HOMEPAGE: release.homepage,
    PKGVER: release.version.replaceAll("-", "_"),
    VERSION: release.version,
    LICENSE_URL: `https://raw.githubusercontent.com/${release.repository}/v${release.version}/LICENSE`,
    LICENSE_SHA256: license,
    ...binaryValues(release, "linux-x64", ["NAME", "URL", "SHA256"]),
    ...binaryValues(release, "linux-arm64", ["NAME", "URL", "SHA256"]),
  });
}

/** Template values such as `LINUX_X64_URL` for the binary of one target. */
function binaryValues(
  release: Release,
  target: string,
  wanted: readonly ("NAME" | "URL" | "SHA256")[],
): Readonly<Record<string, string>> {
  const { name, url, sha256 } = binaryFor(release, target);
  const values = { NAME: name, URL: url, SHA256: sha256 };
  const prefix = target.toUpperCase().replaceAll("-", "_");
  return Object.fromEntries(wanted.map((key) => [`${prefix}_${key}`, values[key]]));
}
