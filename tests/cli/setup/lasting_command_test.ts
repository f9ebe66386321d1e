import assert from "node:assert/strict";
import { join } from "node:path";
import { lastingPath } from "../../../src/cli/setup/lasting_command.ts";
import { temporaryDirectory } from "../../harness/cluster.ts";

Deno.test({
  name:
    "clients are given the link in PATH that outlives an update, and the program's own path where there is none",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const directory = await temporaryDirectory();
    try {
      const version = join(directory, "Cellar/proxmox-mcp/0.1.0/bin");
      const [links, other] = [join(directory, "bin"), join(directory, "other")];
      for (const folder of [version, links, other]) await Deno.mkdir(folder, { recursive: true });
      const program = join(version, "proxmox-mcp");
      await Deno.writeTextFile(program, "");
      await Deno.writeTextFile(join(other, "proxmox-mcp"), "another program of that name");
      await Deno.symlink(program, join(links, "proxmox-mcp"));
      const env = { PATH: `/nowhere:${other}:${links}` };
      assert.equal(await lastingPath(program, { os: "linux", env }), join(links, "proxmox-mcp"));
      assert.equal(await lastingPath(program, { os: "linux", env: { PATH: other } }), program);
      assert.equal(await lastingPath(program, { os: "linux", env: {} }), program);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
