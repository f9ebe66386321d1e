import assert from "node:assert/strict";
import { bundleName } from "../../../scripts/pack/bundle.ts";
import { serverJson } from "../../../scripts/pack/server_json.ts";
import { serverJsonSchema } from "./server_json_schema.ts";
import { standInRelease } from "../../harness/stand_in_release.ts";

Deno.test("server.json is what the MCP registry takes, with each bundle, its checksum and the image", async () => {
  await using packed = await standInRelease();
  const { release } = packed;
  const sums = new Map(
    release.binaries.map((binary, index) => [bundleName(binary), String(index).repeat(64)]),
  );
  const server = serverJsonSchema.parse(JSON.parse(serverJson(release, sums)));
  assert.equal(server.version, release.version);
  assert.equal(server.name, `io.github.${release.repository}`);
  assert.deepEqual(server.packages.map(({ identifier }) => identifier), [
    ...[...sums.keys()].map((name) => `${release.download}/${name}`),
    `ghcr.io/${release.repository}:${release.version}`,
  ]);
  const secrets = server.packages.map(({ environmentVariables = [] }) =>
    environmentVariables.filter(({ isSecret }) => isSecret).map(({ name }) => name)
  );
  assert.deepEqual(secrets, server.packages.map(() => ["PROXMOX_API_TOKEN_SECRET"]));
});

Deno.test("server.json is not written while a bundle is missing", async () => {
  await using packed = await standInRelease();
  assert.throws(() => serverJson(packed.release, new Map()), /no bundle proxmox-mcp-\S+-linux-x64\.mcpb/);
});
