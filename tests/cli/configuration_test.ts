import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryDirectory } from "../harness/cluster.ts";
import { run } from "../harness/run.ts";

const mistakes = {
  PROXMOX_PORT: "99999",
  PROXMOX_API_TOKEN_ID: "mcp@pve",
  PROXMOX_PASSWORD: "hunter2-and-more",
  PROXMOX_SSH_USER: "root",
  PROXMOX_SSH_KEY_PATH: "/nowhere/id_ed25519",
  ENABLE_HOST_EXEC: "true",
};

Deno.test("every mistake of a configuration is told at once, on stderr alone, with exit code 2", async () => {
  const { code, stdout, stderr } = await run([], { environment: mistakes });
  assert.deepEqual([code, stdout], [2, ""]);
  for (
    const sentence of [
      /PROXMOX_PORT .*99999.* from 1 to 65535/,
      /No Proxmox host is set: set PROXMOX_HOST/,
      /PROXMOX_API_TOKEN_ID .*must be user@realm!name/,
      /both set: keep the API token and remove the password/,
      /\/nowhere\/id_ed25519/,
      /ENABLE_HOST_EXEC .*I_ACCEPT_RISKS=true/,
    ]
  ) assert.match(stderr, sentence);
  assert.equal(stderr.split("\n").filter((line) => line.startsWith("- ")).length, 6, stderr);
});

Deno.test("a mistake never shows a secret", async () => {
  const { stderr } = await run([], { environment: mistakes });
  assert.doesNotMatch(stderr, /hunter2/);
});

Deno.test("a misspelt variable is told with the nearest setting, on a line of its own", async () => {
  const { stderr } = await run([], { environment: { PROXMOX_HOTS: "pve.example" } });
  assert.match(stderr, /^Note: PROXMOX_HOTS .*did you mean PROXMOX_HOST\?$/m);
});

Deno.test("an unknown key of proxmox-config.json is told with the nearest one", async () => {
  const directory = await temporaryDirectory();
  try {
    const file = join(directory, "proxmox-config.json");
    await Deno.writeTextFile(file, JSON.stringify({ hsot: "pve.example" }), { mode: 0o600 });
    const { code, stdout, stderr } = await run([], { directory });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /hsot .*did you mean .*host/i);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
