import { packExtension } from "@anthropic-ai/mcpb";
import { bundledBinary, bundleManifest } from "./bundle_manifest.ts";
import type { Release, ReleasedBinary } from "./release.ts";
import { setZipTimes } from "./zip_times.ts";

const repository = new URL("../../", import.meta.url);

/** The name of a platform's MCP bundle: that of its binary with `.mcpb`. */
export function bundleName({ name, target }: ReleasedBinary): string {
  return `${name.slice(0, name.length - target.extension.length)}.mcpb`;
}

/**
 * Packs the MCP bundle of one platform and returns its name.
 *
 * @param time seconds since 1970 that its files carry
 * @throws Error when the packer refuses the manifest
 */
export async function packBundle(
  release: Release,
  binary: ReleasedBinary,
  folders: { readonly binaries: string; readonly output: string },
  time: number,
): Promise<string> {
  const name = bundleName(binary);
  const work = await Deno.makeTempDir({ prefix: "proxmox-mcp-bundle-" });
  try {
    await layBundleOut(release, binary, folders.binaries, work);
    const outputPath = `${folders.output}/${name}`;
    const isPacked = await packExtension({ extensionPath: work, outputPath, silent: true });
    if (!isPacked) throw new Error(`${name} was not packed: mcpb refuses its manifest`);
    const archive = await Deno.readFile(outputPath);
    setZipTimes(archive, time);
    await Deno.writeFile(outputPath, archive);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  return name;
}

/** Lays the files of a bundle out in a folder, as they are packed. */
export async function layBundleOut(
  release: Release,
  { target, name }: ReleasedBinary,
  binaries: string,
  folder: string,
): Promise<void> {
  const program = `${folder}/${bundledBinary(target)}`;
  await Deno.mkdir(`${folder}/server`, { recursive: true });
  await Deno.copyFile(`${binaries}/${name}`, program);
  if (Deno.build.os !== "windows") await Deno.chmod(program, 0o755);
  await Deno.copyFile(new URL("docs/icon.png", repository), `${folder}/icon.png`);
  await Deno.copyFile(new URL("LICENSE", repository), `${folder}/LICENSE`);
  const manifest = await bundleManifest(release, target);
  await Deno.writeTextFile(`${folder}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}
