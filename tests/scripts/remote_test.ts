import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { permissions } from "../../src/cli/permissions.ts";
import { readVersion } from "../../scripts/compile/version.ts";
import { smoke } from "../../scripts/smoke/checks.ts";
import { denoDirectory } from "../harness/deno_directory.ts";
import { serveFolder } from "../harness/file_server.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

// The packages come from the cache of this machine; what the program itself loads is fetched anew. On Windows links to
// folders take a right that not everybody has.
const ignore = Deno.build.os === "windows";

Deno.test(
  "deno run starts the server by its address, with the permissions and the import map of the documentation",
  { ignore },
  async () => {
    await using server = serveFolder(repository);
    const cache = await Deno.makeTempDir({ prefix: "proxmox-mcp-remote-" });
    try {
      await Deno.symlink(`${await denoDirectory()}/npm`, `${cache}/npm`);
      const report = await smoke(
        [
          Deno.execPath(),
          "run",
          "--quiet",
          ...permissions,
          // Only for this address: those of GitHub are allowed by default.
          `--allow-import=${new URL(server.url).host}`,
          "--import-map",
          `${server.url}/docs/import-map.json`,
          `${server.url}/main.ts`,
        ],
        await readVersion(),
        { DENO_DIR: cache },
      );
      assert.ok(report.tools >= 34, `${report.tools} tools`);
      assert.ok(server.requested.includes("/main.ts"));
    } finally {
      await Deno.remove(cache, { recursive: true });
    }
  },
);
