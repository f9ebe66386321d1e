import assert from "node:assert/strict";
import { hashFile } from "../../../scripts/compile/checksums.ts";
import { buildDebianPackage } from "../../../scripts/pack/debian.ts";
import { readDocuments } from "../../../scripts/pack/documents.ts";
import { isMissing, runProgram } from "../../harness/programs.ts";
import { type StandInRelease, standInRelease } from "../../harness/stand_in_release.ts";

const ignore = Deno.build.os !== "linux" || isMissing("dpkg-deb");
const time = 1_750_000_000;

/** Builds the package into a folder of its own and returns its path. */
async function build(
  { release, folder }: StandInRelease,
  architecture: string,
  output: string,
): Promise<string> {
  await Deno.mkdir(`${folder}/${output}`, { recursive: true });
  const name = await buildDebianPackage(
    release,
    architecture,
    await readDocuments(release),
    { binaries: folder, output: `${folder}/${output}` },
    time,
  );
  return `${folder}/${output}/${name}`;
}

Deno.test("the Debian package holds the binary of its architecture, owned by root", { ignore }, async () => {
  await using packed = await standInRelease();
  for (const [architecture, target] of [["amd64", "linux-x64"], ["arm64", "linux-arm64"]] as const) {
    const path = await build(packed, architecture, "debs");
    const field = async (name: string) =>
      (await runProgram("dpkg-deb", ["--field", path, name])).stdout.trim();
    assert.equal(await field("Package"), "proxmox-mcp");
    assert.equal(await field("Architecture"), architecture);
    assert.equal(await field("Version"), packed.release.version);
    const listed = (await runProgram("dpkg-deb", ["--contents", path])).stdout.trimEnd().split("\n");
    assert.match(
      listed.find((line) => line.endsWith("./usr/bin/proxmox-mcp")) ?? "",
      /^-rwxr-xr-x root\/root /,
    );
    // Whoever unpacks it would give / the mode of the package's own root.
    assert.match(listed.find((line) => line.endsWith(" ./")) ?? "", /^drwxr-xr-x root\/root /);
    assert.deepEqual(listed.filter((line) => !line.includes(" root/root ")), []);
    await runProgram("dpkg-deb", ["--extract", path, `${packed.folder}/${architecture}`]);
    assert.match(
      await Deno.readTextFile(`${packed.folder}/${architecture}/usr/bin/proxmox-mcp`),
      new RegExp(target),
    );
  }
});

Deno.test("dpkg installs the Debian package, and the program runs from PATH", { ignore }, async () => {
  await using packed = await standInRelease();
  const path = await build(packed, "amd64", "debs");
  // A root of its own, so that this machine stays as it is.
  const root = `${packed.folder}/machine`;
  const database = `${root}/var/lib/dpkg`;
  await Deno.mkdir(`${database}/info`, { recursive: true });
  await Deno.mkdir(`${database}/updates`);
  await Deno.writeTextFile(`${database}/status`, "");
  const { code, stderr } = await runProgram("dpkg", [
    "--force-depends",
    "--force-architecture",
    "--force-not-root",
    "--force-script-chrootless",
    `--root=${root}`,
    "--log=/dev/null",
    "--install",
    path,
  ]);
  assert.equal(code, 0, stderr);
  const { stdout } = await runProgram(`${root}/usr/bin/proxmox-mcp`, ["--version"]);
  assert.equal(stdout, `proxmox-mcp ${packed.release.version}\n`);
  const bash = await Deno.readTextFile(`${root}/usr/share/bash-completion/completions/proxmox-mcp`);
  assert.match(bash, /doctor/);
});

Deno.test("the same release gives the same Debian package, byte for byte", { ignore }, async () => {
  await using packed = await standInRelease();
  const [first, second] = [await build(packed, "amd64", "first"), await build(packed, "amd64", "second")];
  assert.equal(await hashFile(first), await hashFile(second));
});

Deno.test("the manual page names every command, and man finds no fault in it", {
  ignore: Deno.build.os !== "linux" || isMissing("man"),
}, async () => {
  await using packed = await standInRelease();
  const page = `${packed.folder}/proxmox-mcp.1`;
  await Deno.writeTextFile(page, (await readDocuments(packed.release)).manual);
  const { code, stdout, stderr } = await runProgram("man", ["--warnings", "--local-file", page], {
    environment: { MANWIDTH: "100", LC_ALL: "C.UTF-8", MANPAGER: "cat" },
  });
  assert.deepEqual([code, stderr], [0, ""]);
  for (const name of ["doctor", "completions", "PROXMOX_READ_ONLY"]) {
    assert.match(stdout, new RegExp(`\\b${name}\\b`));
  }
});
