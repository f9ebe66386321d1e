import assert from "node:assert/strict";
import type { Environment } from "../harness/cluster.ts";
import { startCluster } from "../harness/cluster.ts";
import { spawnRaw } from "../harness/server_process.ts";
import { Canaries } from "./canaries.ts";
import { leftBehind, logSettings } from "./left_behind.ts";
import { callsWithContents, requestsWithSecrets, toolsWithSecrets } from "./secret_arguments.ts";

const modes: Readonly<Record<string, Environment>> = {
  "that is carried out": { PROXMOX_CONFIRM: "off" },
  "that is previewed": {
    PROXMOX_CONFIRM: "token",
    PROXMOX_CONFIRM_RULES: "class:write,class:exec,class:host",
  },
  "that is refused": { PROXMOX_READ_ONLY: "true" },
};

for (const [what, settings] of Object.entries(modes)) {
  Deno.test(`no secret among the arguments of a call ${what} is in any answer, log, error or audit line`, async () => {
    const canaries = new Canaries();
    await using cluster = await startCluster();
    await using server = spawnRaw({
      directory: cluster.directory,
      environment: {
        ...cluster.environment,
        ...logSettings(cluster),
        PROXMOX_TOOLSETS: "all",
        I_ACCEPT_RISKS: "true",
        ENABLE_HOST_EXEC: "true",
        ...settings,
      },
    });
    await server.initialize();
    for (
      const [name, args] of [
        ...requestsWithSecrets(canaries),
        ...toolsWithSecrets(canaries),
        ...callsWithContents(canaries),
      ]
    ) {
      await server.ask("tools/call", { name, arguments: args });
    }
    const traces = await leftBehind(cluster, server);
    for (const [place, text] of Object.entries(traces)) {
      assert.deepEqual(canaries.foundIn(text), [], `secrets in ${place}`);
    }
    assert.match(traces["the audit log"] ?? "", /proxmox_api_call.*\[redacted\]/);
  });
}
