import { binaryFor, type Release } from "./release.ts";
import { fillTemplateFile } from "./template.ts";

/** `install.sh` for Linux and macOS, which holds the checksums of this version's binaries. */
export async function installSh(release: Release): Promise<string> {
  const { version, download, homepage, binaries } = release;
  return await fillTemplateFile("install.sh", {
    VERSION: version,
    DOWNLOAD: download,
    HOMEPAGE: homepage,
    CHECKSUMS: binaries.filter(({ target }) => target.extension === "")
      .map(({ sha256, name }) => `${sha256}  ${name}`).join("\n"),
  });
}

/** `install.ps1` for Windows, which holds the checksum of this version's binary. */
export async function installPs1(release: Release): Promise<string> {
  const { name, sha256 } = binaryFor(release, "windows-x64");
  return await fillTemplateFile("install.ps1", {
    VERSION: release.version,
    DOWNLOAD: release.download,
    NAME: name,
    SHA256: sha256,
  });
}
