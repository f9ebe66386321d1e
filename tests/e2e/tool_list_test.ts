import assert from "node:assert/strict";
import { allTools } from "../../src/tools/catalog.ts";
import { type Environment, startCluster, type TestCluster } from "../harness/cluster.ts";
import { spawnRaw } from "../harness/server_process.ts";

interface Measured {
  /** Bytes of the result of `tools/list` as it stands on the wire. */
  readonly bytes: number;
  readonly names: readonly string[];
}

async function measure(cluster: TestCluster, settings: Environment = {}): Promise<Measured> {
  await using server = spawnRaw({
    directory: cluster.directory,
    environment: { ...cluster.environment, ...settings },
  });
  await server.initialize();
  const { result } = await server.ask("tools/list");
  const text = JSON.stringify(result);
  const names = [...text.matchAll(/"name":"(proxmox_\w+)"/g)].map(([, name]) => name ?? "");
  return { bytes: new TextEncoder().encode(text).length, names };
}

const everything = {
  PROXMOX_TOOLSETS: "all",
  PROXMOX_ALLOW_ELEVATED: "true",
  ENABLE_HOST_EXEC: "true",
  I_ACCEPT_RISKS: "true",
  // A login that is never used, so that the tools over SSH are listed too.
  PROXMOX_SSH_USER: "root",
  PROXMOX_SSH_PASSWORD: "ssh-password",
  PROXMOX_SSH_HOST_KEY: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
};

/** Every tool that is not the old name of another one. */
const own = allTools.filter(({ standsFor }) => standsFor.length === 0);

Deno.test("the tool list stays within what a model should have to read, by default with at least 34 tools", async (t) => {
  await using cluster = await startCluster();
  const budgets: readonly (readonly [string, Environment, number])[] = [
    ["by default", {}, 12_500],
    ["in read-only mode", { PROXMOX_READ_ONLY: "true" }, 7000],
    ["with the minimal toolset", { PROXMOX_TOOLSETS: "minimal" }, 2500],
    ["with everything on", everything, 48_000],
  ];
  for (const [mode, settings, budget] of budgets) {
    await t.step(`${mode}: at most ${budget} bytes`, async () => {
      const { bytes, names } = await measure(cluster, settings);
      assert.ok(bytes <= budget, `${names.length} tools take ${bytes} bytes`);
      const least = settings === everything ? own.length : mode === "by default" ? 34 : 1;
      assert.ok(names.length >= least, `only ${names.length}: ${names.join(", ")}`);
    });
  }
});
