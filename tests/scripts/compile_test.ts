import assert from "node:assert/strict";
import { compileBinary } from "../../scripts/compile/binary.ts";
import { hashFile, writeChecksums } from "../../scripts/compile/checksums.ts";
import { detectFormat } from "../../scripts/compile/format.ts";
import { permissions } from "../../src/cli/permissions.ts";
import { binaryName, findTargets } from "../../scripts/compile/targets.ts";
import { readVersion } from "../../scripts/compile/version.ts";

Deno.test("a binary is named by version, system and architecture, on Windows with .exe", () => {
  assert.deepEqual(findTargets([]).map((target) => binaryName("1.2.3", target)), [
    "proxmox-mcp-1.2.3-linux-x64",
    "proxmox-mcp-1.2.3-linux-arm64",
    "proxmox-mcp-1.2.3-macos-x64",
    "proxmox-mcp-1.2.3-macos-arm64",
    "proxmox-mcp-1.2.3-windows-x64.exe",
  ]);
});

Deno.test("an unknown target is refused with the names of those that exist", () => {
  assert.throws(() => findTargets(["linux-x64", "beos-ppc"]), {
    name: "RangeError",
    message:
      "There is no target beos-ppc; choose from linux-x64, linux-arm64, macos-x64, macos-arm64, windows-x64",
  });
});

Deno.test("a binary may neither start programs, load native code, ask about the machine nor do everything", () => {
  const granted = permissions.map((flag) => flag.split("=")[0]);
  for (const flag of ["--allow-run", "--allow-ffi", "--allow-sys", "--allow-all", "-A"]) {
    assert.ok(!granted.includes(flag), flag);
  }
});

// The runtime base is a download, so a deno binary stands in for it: this shows what embeds, not that it runs.
Deno.test("main.ts embeds with the packages it needs at run time and none of the tests' own", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [target] = findTargets(["linux-x64"]);
    assert.ok(target !== undefined);
    const binary = await compileBinary(target, folder, { denort: Deno.execPath() });
    assert.equal(binary.name, binaryName(await readVersion(), target));
    assert.match(binary.embedded, /\bzod\//);
    assert.doesNotMatch(
      binary.embedded,
      /@modelcontextprotocol\/(?:sdk|client)\b/,
      "a package of the tests is embedded",
    );
    assert.ok(binary.size > (await Deno.stat(Deno.execPath())).size, "nothing was embedded");
    if (Deno.build.target === target.triple) {
      assert.equal(await detectFormat(`${folder}/${binary.name}`), target.name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("SHA256SUMS lists each file by name with its hash", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/b`, "abc");
    await Deno.writeTextFile(`${folder}/a`, "");
    await writeChecksums(folder, ["b", "a"]);
    // The two example hashes of FIPS 180-2: of nothing, and of "abc".
    const nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert.equal(await Deno.readTextFile(`${folder}/SHA256SUMS`), `${nothing}  a\n${abc}  b\n`);
    assert.equal(await hashFile(`${folder}/b`), abc);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a program's platform is read from its header", async () => {
  const file = await Deno.makeTempFile();
  try {
    const header = new Uint8Array(256);
    const view = new DataView(header.buffer);
    view.setUint16(0, 0x4d5a);
    view.setUint32(60, 128, true);
    view.setUint16(132, 0x8664, true);
    await Deno.writeFile(file, header);
    assert.equal(await detectFormat(file), "windows-x64");
    view.setUint32(0, 0xfeedfacf, true);
    view.setUint32(4, 0x0100000c, true);
    await Deno.writeFile(file, header);
    assert.equal(await detectFormat(file), "macos-arm64");
    await Deno.writeTextFile(file, "#!/bin/sh");
    assert.equal(await detectFormat(file), "too short for a program");
  } finally {
    await Deno.remove(file);
  }
});
