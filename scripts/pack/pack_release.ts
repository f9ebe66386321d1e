import { fileURLToPath } from "node:url";
import { hashFile } from "../compile/checksums.ts";
import { packBundle } from "./bundle.ts";
import { buildDebianPackage, debianArchitectures } from "./debian.ts";
import { readDocuments } from "./documents.ts";
import { embeddedPackages } from "./embedded_packages.ts";
import { aurPackage, homebrewFormula, scoopManifest } from "./formulae.ts";
import { installPs1, installSh } from "./installers.ts";
import type { Release } from "./release.ts";
import { billOfMaterials } from "./sbom.ts";
import { serverJson } from "./server_json.ts";

const license = new URL("../../LICENSE", import.meta.url);

/**
 * Writes everything made from the binaries into their folder, and yields the name of each file when it is written.
 *
 * @param time seconds since 1970 that files in packages carry
 */
export async function* packRelease(release: Release, folder: string, time: number): AsyncGenerator<string> {
  const texts: Readonly<Record<string, string>> = {
    "install.sh": await installSh(release),
    "install.ps1": await installPs1(release),
    "proxmox-mcp.rb": await homebrewFormula(release),
    "proxmox-mcp.json": scoopManifest(release),
    [`proxmox-mcp-${release.version}.cdx.json`]: billOfMaterials(release, await embeddedPackages(), time),
    "PKGBUILD": await aurPackage(release, await hashFile(fileURLToPath(license))),
  };
  for (const [name, text] of Object.entries(texts)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    yield name;
  }
  const documents = await readDocuments(release);
  const folders = { binaries: folder, output: folder };
  for (const architecture of Object.keys(debianArchitectures)) {
    yield await buildDebianPackage(release, architecture, documents, folders, time);
  }
  const bundles = new Map<string, string>();
  for (const binary of release.binaries) {
    const name = await packBundle(release, binary, folders, time);
    bundles.set(name, await hashFile(`${folder}/${name}`));
    yield name;
  }
  await Deno.writeTextFile(`${folder}/server.json`, serverJson(release, bundles));
  yield "server.json";
}
