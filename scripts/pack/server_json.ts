import type { Setting } from "../../src/config/setting.ts";
import { bundleName } from "./bundle.ts";
import { formFields } from "./form.ts";
import type { Release } from "./release.ts";

/** The name of the server in the MCP registry, whose namespace is the owner of the repository. */
export function registryName({ repository }: Release): string {
  const [owner = "", name = ""] = repository.split("/");
  return `io.github.${owner}/${name}`;
}

/** The container image of a release, in the registry of the repository; its names are in lower case there. */
export function imageName({ repository, version }: Release): string {
  return `ghcr.io/${repository.toLowerCase()}:${version}`;
}

/**
 * `server.json` for the MCP registry: the bundle of every platform with its checksum, and the container image.
 *
 * @param bundles SHA-256 of each bundle, by its name
 * @throws Error when a platform's bundle is missing
 */
export function serverJson(release: Release, bundles: ReadonlyMap<string, string>): string {
  const common = {
    transport: { type: "stdio" },
    environmentVariables: formFields.map(({ setting, description, isRequired }) => ({
      name: setting.name,
      description,
      isRequired,
      isSecret: setting.secret,
      format: setting.isSwitch ? "boolean" : "string",
      ...defaultOf(setting),
    })),
  };
  const server = {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: registryName(release),
    title: "Proxmox VE",
    description: release.description,
    version: release.version,
    websiteUrl: release.homepage,
    repository: { url: release.homepage, source: "github" },
    icons: [{
      src: `https://raw.githubusercontent.com/${release.repository}/v${release.version}/docs/icon.png`,
      mimeType: "image/png",
      sizes: ["512x512"],
    }],
    packages: [
      ...release.binaries.map((binary) => {
        const name = bundleName(binary);
        const fileSha256 = bundles.get(name);
        if (fileSha256 === undefined) throw new Error(`There is no bundle ${name} for server.json`);
        return { registryType: "mcpb", identifier: `${release.download}/${name}`, fileSha256, ...common };
      }),
      { registryType: "oci", identifier: imageName(release), runtimeHint: "docker", ...common },
    ],
  };
  return `${JSON.stringify(server, null, 2)}\n`;
}

function defaultOf({ default: value }: Setting): { readonly default?: string } {
  if (typeof value === "boolean") return { default: String(value) };
  return Array.isArray(value) && value.length > 0 ? { default: value.join(",") } : {};
}
