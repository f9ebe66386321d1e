import { gzipSync } from "node:zlib";
import type { Documents } from "./documents.ts";
import { binaryFor, type Release } from "./release.ts";
import { runProgram } from "../run_program.ts";
import { fillTemplateFile } from "./template.ts";

/** Debian's architectures with the targets whose binaries they take. */
export const debianArchitectures: Readonly<Record<string, string>> = {
  amd64: "linux-x64",
  arm64: "linux-arm64",
};

/**
 * Builds `proxmox-mcp_VERSION_ARCHITECTURE.deb` with `dpkg-deb` and returns its name.
 *
 * @param folders.binaries where the release's binaries are
 * @param folders.output where the package goes
 * @param time seconds since 1970 that files of the package carry, so that the same release gives the same bytes
 */
export async function buildDebianPackage(
  release: Release,
  architecture: string,
  documents: Documents,
  folders: { readonly binaries: string; readonly output: string },
  time: number,
): Promise<string> {
  const binary = binaryFor(release, debianArchitectures[architecture] ?? architecture);
  const name = `proxmox-mcp_${debianVersion(release.version)}_${architecture}.deb`;
  const work = await Deno.makeTempDir({ prefix: "proxmox-mcp-deb-" });
  // A folder of its own: a temporary one is closed to others, and / would become so wherever this is installed.
  const root = `${work}/root`;
  try {
    const files = await packageFiles(release, documents, time);
    for (const [path, content] of Object.entries(files)) await writeFile(`${root}/${path}`, content);
    await Deno.mkdir(`${root}/usr/bin`, { recursive: true });
    await Deno.copyFile(`${folders.binaries}/${binary.name}`, `${root}/usr/bin/proxmox-mcp`);
    await Deno.chmod(`${root}/usr/bin/proxmox-mcp`, 0o755);
    const kilobytes = Math.ceil((binary.size + sizeOf(files)) / 1024);
    await writeFile(`${root}/DEBIAN/control`, await control(release, architecture, kilobytes));
    await runProgram(
      "dpkg-deb",
      ["--build", "--root-owner-group", "-Zxz", "-z4", root, `${folders.output}/${name}`],
      { SOURCE_DATE_EPOCH: `${time}` },
    );
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  return name;
}

/** A version of semver as Debian orders it: a pre-release comes before its release. */
function debianVersion(version: string): string {
  return version.replace("-", "~");
}

async function control(release: Release, architecture: string, kilobytes: number): Promise<string> {
  return await fillTemplateFile("debian-control", {
    VERSION: debianVersion(release.version),
    ARCHITECTURE: architecture,
    KILOBYTES: `${kilobytes}`,
    HOMEPAGE: release.homepage,
    DESCRIPTION: release.description,
  });
}

async function packageFiles(
  release: Release,
  documents: Documents,
  time: number,
): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const shared = "usr/share";
  return {
    [`${shared}/doc/proxmox-mcp/copyright`]: await fillTemplateFile("debian-copyright", {
      HOMEPAGE: release.homepage,
      LICENSE: indented(documents.license),
    }),
    [`${shared}/doc/proxmox-mcp/changelog.gz`]: compress(await changelog(release, time)),
    [`${shared}/man/man1/proxmox-mcp.1.gz`]: compress(documents.manual),
    [`${shared}/lintian/overrides/proxmox-mcp`]: await fillTemplateFile("debian-lintian-overrides", {}),
    [`${shared}/bash-completion/completions/proxmox-mcp`]: documents.completions.bash,
    [`${shared}/zsh/vendor-completions/_proxmox-mcp`]: documents.completions.zsh,
    [`${shared}/fish/vendor_completions.d/proxmox-mcp.fish`]: documents.completions.fish,
  };
}

async function changelog(release: Release, time: number): Promise<string> {
  return await fillTemplateFile("debian-changelog", {
    VERSION: debianVersion(release.version),
    HOMEPAGE: release.homepage,
    // The form of RFC 5322, which differs from this one in the zone alone.
    DATE: new Date(time * 1000).toUTCString().replace("GMT", "+0000"),
  });
}

/** Paragraphs as a field of Debian's copyright format takes them: each line indented, an empty one as a dot. */
function indented(text: string): string {
  return text.trim().split("\n").map((line) => line === "" ? " ." : ` ${line}`).join("\n");
}

/** gzip without a time in its header, so that the same text gives the same bytes. */
function compress(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}

function sizeOf(files: Readonly<Record<string, string | Uint8Array>>): number {
  return Object.values(files).reduce((sum, content) => sum + content.length, 0);
}

async function writeFile(path: string, content: string | Uint8Array): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
}
