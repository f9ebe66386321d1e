import { createHash } from "node:crypto";
import type { EmbeddedPackage, EmbeddedPackages } from "./embedded_packages.ts";
import type { Release } from "./release.ts";

/**
 * The bill of materials of the binaries as CycloneDX 1.6: the program, Deno's runtime, and every npm package that is
 * embedded, with the hashes of `deno.lock`.
 *
 * @param time seconds since 1970; with the same packages and time the document is the same, its serial number too
 */
export function billOfMaterials(release: Release, embedded: EmbeddedPackages, time: number): string {
  const self = `pkg:github/${release.repository}@v${release.version}`;
  const runtime = `pkg:github/denoland/deno@v${Deno.version.deno}`;
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp: new Date(time * 1000).toISOString(),
      lifecycles: [{ phase: "build" }],
      component: {
        type: "application",
        "bom-ref": self,
        name: "proxmox-mcp",
        version: release.version,
        description: release.description,
        licenses: [{ license: { id: "MIT" } }],
        purl: self,
        externalReferences: [{ type: "vcs", url: `${release.homepage}.git` }],
      },
    },
    components: [
      {
        type: "platform",
        "bom-ref": runtime,
        name: "deno",
        version: Deno.version.deno,
        licenses: [{ license: { id: "MIT" } }],
        purl: runtime,
      },
      ...[...embedded.packages.values()].map(component),
    ],
    dependencies: [
      { ref: self, dependsOn: [runtime, ...embedded.direct.map((key) => purlOf(embedded, key))] },
      { ref: runtime },
      ...[...embedded.packages].map(([key, { dependencies }]) => ({
        ref: purlOf(embedded, key),
        dependsOn: [...new Set(dependencies)].map((dependency) => purlOf(embedded, dependency)),
      })),
    ],
  };
  const { bomFormat, specVersion, ...rest } = document;
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(rest))}`;
  return `${JSON.stringify({ bomFormat, specVersion, serialNumber, ...rest }, null, 2)}\n`;
}

function component(embedded: EmbeddedPackage): Record<string, unknown> {
  const purl = packageUrl(embedded);
  return {
    type: "library",
    "bom-ref": purl,
    name: embedded.name,
    version: embedded.version,
    hashes: [{ alg: "SHA-512", content: embedded.sha512 }],
    ...(embedded.license === undefined ? {} : { licenses: [licenseChoice(embedded.license)] }),
    purl,
  };
}

/** An expression such as `(MIT OR Apache-2.0)` stands by itself, the name of one licence in an object. */
function licenseChoice(license: string): Record<string, unknown> {
  return license.includes(" ") ? { expression: license } : { license: { id: license } };
}

function purlOf({ packages }: EmbeddedPackages, key: string): string {
  const found = packages.get(key);
  if (found === undefined) throw new RangeError(`${key} is no package of the program`);
  return packageUrl(found);
}

/** A scope's `@` is written as %40 in a package URL. */
function packageUrl({ name, version }: EmbeddedPackage): string {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}

/** A UUID of version 8, whose bits are the program's own choice: here those of a SHA-256. */
function uuidOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes.writeUInt8(bytes.readUInt8(6) & 0x0f | 0x80, 6);
  bytes.writeUInt8(bytes.readUInt8(8) & 0x3f | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
