import assert from "node:assert/strict";
import { getMcpConfigForManifest, unpackExtension, v0_3 } from "@anthropic-ai/mcpb";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { hashFile } from "../../../scripts/compile/checksums.ts";
import { layBundleOut, packBundle } from "../../../scripts/pack/bundle.ts";
import { formFields } from "../../../scripts/pack/form.ts";
import { binaryFor } from "../../../scripts/pack/release.ts";
import { setZipTimes } from "../../../scripts/pack/zip_times.ts";
import { pinned } from "../../conformance/suite.ts";
import { startCluster } from "../../harness/cluster.ts";
import { serverCommand } from "../../harness/command.ts";
import { connectModern } from "../../harness/modern_client.ts";
import { runProgram } from "../../harness/programs.ts";
import { sourceProgram } from "../../harness/source_program.ts";
import { standInRelease } from "../../harness/stand_in_release.ts";

const time = 1_750_000_000;
const manifestOf = v0_3.McpbManifestSchema;

Deno.test("mcpb validates the bundle of every platform, with its icon", async () => {
  await using packed = await standInRelease();
  for (const binary of packed.release.binaries) {
    const folder = `${packed.folder}/${binary.target.name}`;
    await layBundleOut(packed.release, binary, packed.folder, folder);
    const { code, stdout } = await runProgram(Deno.execPath(), [
      "run",
      "-A",
      await pinned("@anthropic-ai/mcpb"),
      "validate",
      folder,
    ]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /schema validation passes![^]*Icon validation passed/);
  }
});

Deno.test("each bundle is for one platform and holds that platform's binary", async () => {
  await using packed = await standInRelease();
  const platforms: Record<string, unknown> = {};
  for (const binary of packed.release.binaries) {
    const folder = `${packed.folder}/${binary.target.name}`;
    await layBundleOut(packed.release, binary, packed.folder, folder);
    const manifest = manifestOf.parse(JSON.parse(await Deno.readTextFile(`${folder}/manifest.json`)));
    assert.equal(await hashFile(`${folder}/${manifest.server.entry_point}`), binary.sha256);
    assert.equal(manifest.server.mcp_config?.command, `\${__dirname}/${manifest.server.entry_point}`);
    platforms[binary.target.name] = manifest.compatibility?.platforms;
  }
  assert.deepEqual(platforms, {
    "linux-x64": ["linux"],
    "linux-arm64": ["linux"],
    "macos-x64": ["darwin"],
    "macos-arm64": ["darwin"],
    "windows-x64": ["win32"],
  });
});

Deno.test("the form asks for every secret as one, and passes each field to the setting it is named after", async () => {
  await using packed = await standInRelease();
  const folder = `${packed.folder}/bundle`;
  await layBundleOut(packed.release, binaryFor(packed.release, "macos-arm64"), packed.folder, folder);
  const { user_config: form = {}, server } = manifestOf.parse(
    JSON.parse(await Deno.readTextFile(`${folder}/manifest.json`)),
  );
  assert.deepEqual(Object.keys(form).filter((key) => form[key]?.sensitive), ["api_token_secret"]);
  assert.deepEqual(Object.keys(form).filter((key) => form[key]?.required), [
    "host",
    "api_token_id",
    "api_token_secret",
  ]);
  assert.deepEqual(Object.keys(server.mcp_config?.env ?? {}), formFields.map(({ setting }) => setting.name));
  for (const [key, { required, default: value }] of Object.entries(form)) {
    assert.equal(value === undefined, required, `${key} needs a default unless it is required`);
  }
});

Deno.test(
  "a bundle that is packed, unpacked and started as a host does lists the cluster's nodes",
  { ignore: Deno.build.os === "windows" },
  async () => {
    await using cluster = await startCluster();
    await using packed = await standInRelease(sourceProgram());
    const binary = binaryFor(packed.release, Deno.build.os === "darwin" ? "macos-arm64" : "linux-x64");
    const folders = { binaries: packed.folder, output: packed.folder };
    const name = await packBundle(packed.release, binary, folders, time);
    const installed = `${packed.folder}/installed`;
    assert.ok(
      await unpackExtension({ mcpbPath: `${packed.folder}/${name}`, outputDir: installed, silent: true }),
    );
    const { hostname, port, fingerprint, logins } = cluster.simulator;
    const config = await getMcpConfigForManifest({
      manifest: manifestOf.parse(JSON.parse(await Deno.readTextFile(`${installed}/manifest.json`))),
      extensionPath: installed,
      systemDirs: {},
      pathSeparator: "/",
      // What a person fills in; all other fields stay as they are.
      userConfig: {
        host: `https://${hostname}:${port}`,
        api_token_id: logins.full.tokenId,
        api_token_secret: logins.full.secret,
        fingerprint,
      },
    });
    assert.ok(config !== undefined);
    await using client = await connectModern(
      new StdioClientTransport({
        command: config.command,
        args: config.args ?? [],
        env: { ...serverCommand().environment, ...config.env },
        cwd: cluster.directory,
        stderr: "ignore",
      }),
    );
    const { text, isError } = await client.call("proxmox_node_list");
    assert.ok(!isError, text);
    assert.match(text, /pve1/);
    const { tools = [] } = manifestOf.parse(
      JSON.parse(await Deno.readTextFile(`${installed}/manifest.json`)),
    );
    assert.deepEqual(tools.map((tool) => tool.name), (await client.listTools()).map((tool) => tool.name));
  },
);

Deno.test("the same release gives the same bundle: every file in it carries the time that was asked for", async () => {
  await using packed = await standInRelease();
  const folders = { binaries: packed.folder, output: packed.folder };
  const name = await packBundle(packed.release, binaryFor(packed.release, "windows-x64"), folders, time);
  assert.equal(name, `proxmox-mcp-${packed.release.version}-windows-x64.mcpb`);
  const archive = await Deno.readFile(`${packed.folder}/${name}`);
  const moved = archive.slice();
  setZipTimes(moved, time + 3600);
  assert.notDeepEqual(moved, archive);
  setZipTimes(moved, time);
  assert.deepEqual(moved, archive);
  // 2025-06-15 15:06:40 in the first file's header, as the zip format packs it.
  const view = new DataView(archive.buffer);
  assert.equal(view.getUint16(12, true), 45 << 9 | 6 << 5 | 15);
  assert.equal(view.getUint16(10, true), 15 << 11 | 6 << 5 | 20);
});

Deno.test("what is no zip archive is refused", () => {
  assert.throws(() => setZipTimes(new Uint8Array(100), time), /no zip archive/);
});
