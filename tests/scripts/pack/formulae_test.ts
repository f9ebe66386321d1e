import assert from "node:assert/strict";
import { z } from "zod";
import { aurPackage, homebrewFormula, scoopManifest } from "../../../scripts/pack/formulae.ts";
import { binaryFor } from "../../../scripts/pack/release.ts";
import { isMissing, runProgram } from "../../harness/programs.ts";
import { standInRelease } from "../../harness/stand_in_release.ts";

/** What Scoop reads of a manifest; the names are those of its own schema. */
const scoop = z.strictObject({
  version: z.string().regex(/^[\w.+-]+$/),
  description: z.string().min(1),
  homepage: z.url(),
  license: z.string(),
  architecture: z.strictObject({
    "64bit": z.strictObject({
      url: z.url().regex(/^https:\/\/.*\.exe#\/proxmox-mcp\.exe$/),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  }),
  bin: z.literal("proxmox-mcp.exe"),
  checkver: z.literal("github"),
  autoupdate: z.strictObject({
    architecture: z.strictObject({
      "64bit": z.strictObject({
        url: z.string(),
        hash: z.strictObject({ url: z.string(), regex: z.string() }),
      }),
    }),
  }),
});

Deno.test("the Scoop manifest names the Windows binary with its checksum", async () => {
  await using packed = await standInRelease();
  const manifest = scoop.parse(JSON.parse(scoopManifest(packed.release)));
  const { url, sha256 } = binaryFor(packed.release, "windows-x64");
  assert.deepEqual(manifest.architecture["64bit"], { url: `${url}#/proxmox-mcp.exe`, hash: sha256 });
});

Deno.test("what Scoop does to update itself finds the next version's file and checksum", async () => {
  await using packed = await standInRelease();
  const { autoupdate: { architecture: { "64bit": update } } } = scoop.parse(
    JSON.parse(scoopManifest(packed.release)),
  );
  const next = (text: string): string => text.replaceAll("$version", "9.8.7");
  assert.match(next(update.url), /\/v9\.8\.7\/proxmox-mcp-9\.8\.7-windows-x64\.exe#\/proxmox-mcp\.exe$/);
  const pattern = next(update.hash.regex).replace("$sha256", "([a-fA-F0-9]{64})");
  const sums = `${"a".repeat(64)}  proxmox-mcp-9.8.7-linux-x64\n${
    "b".repeat(64)
  }  proxmox-mcp-9.8.7-windows-x64.exe\n`;
  assert.equal(new RegExp(pattern).exec(sums)?.[1], "b".repeat(64));
});

Deno.test("the Homebrew formula names each binary of macOS and Linux with its checksum", async () => {
  await using packed = await standInRelease();
  const formula = await homebrewFormula(packed.release);
  const pairs = [
    ...formula.matchAll(/on_(macos|linux) do|on_(arm|intel) do\s+url "(\S+)"\s+sha256 "(\S+)"/g),
  ];
  const found: Record<string, readonly (string | undefined)[]> = {};
  let system = "";
  for (const [, os, machine, url, sha256] of pairs) {
    if (os !== undefined) system = os;
    else found[`${system}-${machine === "arm" ? "arm64" : "x64"}`] = [url, sha256];
  }
  const expected = packed.release.binaries.filter(({ target }) => target.extension === "");
  assert.deepEqual(
    found,
    Object.fromEntries(expected.map(({ target, url, sha256 }) => [target.name, [url, sha256]])),
  );
});

Deno.test(
  "Ruby can parse the Homebrew formula (left out where Ruby is missing)",
  { ignore: isMissing("ruby") },
  async () => {
    await using packed = await standInRelease();
    await Deno.writeTextFile(`${packed.folder}/proxmox-mcp.rb`, await homebrewFormula(packed.release));
    const { code, stderr } = await runProgram("ruby", ["-wc", `${packed.folder}/proxmox-mcp.rb`]);
    assert.deepEqual([code, stderr], [0, ""]);
  },
);

for (const [machine, target] of [["x86_64", "linux-x64"], ["aarch64", "linux-arm64"]] as const) {
  Deno.test(
    `the PKGBUILD names, checks and installs the binary of ${machine}`,
    { ignore: Deno.build.os !== "linux" },
    async () => {
      await using packed = await standInRelease(`#!/bin/sh\necho ${target} "$@"\n`);
      const { name, url, sha256 } = binaryFor(packed.release, target);
      await Deno.writeTextFile(`${packed.folder}/PKGBUILD`, await aurPackage(packed.release, "c".repeat(64)));
      await Deno.writeTextFile(`${packed.folder}/LICENSE-${packed.release.version}`, "MIT");
      // As makepkg does: the file is sourced, and package() runs in the folder of the sources.
      const { code, stdout, stderr } = await runProgram("bash", [
        "-euc",
        `CARCH=${machine}; pkgdir=$PWD/root; source ./PKGBUILD
        printf '%s\\n' "\${source_${machine}[0]}" "\${sha256sums_${machine}[0]}"
        package`,
      ], { directory: packed.folder });
      assert.equal(code, 0, stderr);
      assert.equal(stdout, `${name}::${url}\n${sha256}\n`);
      const installed = `${packed.folder}/root/usr`;
      assert.equal((await runProgram(`${installed}/bin/proxmox-mcp`, ["x"])).stdout, `${target} x\n`);
      assert.equal(
        await Deno.readTextFile(`${installed}/share/zsh/site-functions/_proxmox-mcp`),
        `${target} completions zsh\n`,
      );
      assert.equal(await Deno.readTextFile(`${installed}/share/licenses/proxmox-mcp-bin/LICENSE`), "MIT");
    },
  );
}
