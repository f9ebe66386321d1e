import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import { withFiles } from "./fixture.ts";

const key = "-----BEGIN OPENSSH PRIVATE KEY-----\n";

/** Loads what a README tells to write into a directory, as a person does who only changes the command. */
async function loadFiles(files: Readonly<Record<string, string>>) {
  let loaded: Awaited<ReturnType<typeof loadSettings>> | undefined;
  await withFiles(files, async (cwd) => {
    loaded = await loadSettings({ env: { HOME: cwd }, cwd });
    for (const path of loaded.paths) equal(path.startsWith(cwd), true);
  });
  if (loaded === undefined) throw new Error("nothing was loaded");
  const [cluster] = loaded.settings.clusters;
  if (cluster === undefined) throw new Error("no cluster was loaded");
  // Other users may read a test's files.
  return {
    ...loaded,
    cluster,
    warnings: loaded.warnings.filter((warning) => !warning.includes("chmod 600")),
  };
}

Deno.test("the .env of gilby125's README works line by line", async () => {
  const { cluster, settings, warnings } = await loadFiles({
    ".env": `# Required
PROXMOX_HOST=192.168.1.100
PROXMOX_USER=root@pam
PROXMOX_TOKEN_NAME=mcp-server
PROXMOX_TOKEN_VALUE=your-token-value-here

# Optional
PROXMOX_PORT=8006                    # Default: 8006
PROXMOX_ALLOW_ELEVATED=false        # Enable advanced features
PROXMOX_TIMEOUT=30000               # API timeout (ms)
PROXMOX_RETRY_ATTEMPTS=3            # Number of retries
PROXMOX_RETRY_DELAY=1000            # Base retry delay (ms)
LOG_LEVEL=info                      # debug, info, warn, error
`,
  });
  deepEqual(cluster.auth, { kind: "token", id: "root@pam!mcp-server", secret: "your-token-value-here" });
  equal(cluster.port, 8006);
  equal(settings.policy.allowElevated, false);
  equal(settings.log.level, "info");
  deepEqual(warnings, []);
});

Deno.test("the proxmox-config.json of mcp-proxmox-admin's README works key by key", async () => {
  const { cluster, warnings } = await loadFiles({
    ".ssh/id_rsa": key,
    "proxmox-config.json": JSON.stringify({
      host: "192.168.1.100",
      port: 8006,
      apiTokenId: "user@pam!mytoken",
      apiTokenSecret: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
      verifySsl: true,
      sshUser: "root",
      sshPort: 22,
      sshKeyPath: "~/.ssh/id_rsa",
      defaultTransport: "auto",
      defaultNode: "pve",
      timeout: 30000,
    }),
  });
  equal(cluster.host, "192.168.1.100");
  equal(cluster.defaultNode, "pve");
  equal(cluster.ssh?.keyPath?.endsWith(join(".ssh", "id_rsa")), true);
  deepEqual(warnings.map((warning) => warning.split(":")[0]), [
    "An SSH login is set, but I_ACCEPT_RISKS is not",
  ]);
});

Deno.test("the .env of husniadil's README works line by line, with a key too", async () => {
  const { cluster, settings, warnings } = await loadFiles({
    "private_key": key,
    ".env": `# REQUIRED: Accept risks (see DISCLAIMER section)
I_ACCEPT_RISKS=true

# Connection details
HOST=192.168.1.100
SSH_USERNAME=root
SSH_KEY=private_key
CHARACTER_LIMIT=25000
ENABLE_HOST_EXEC=false
MAX_FILE_SIZE=10485760  # 10 MB
`,
  });
  equal(cluster.ssh?.host, "192.168.1.100");
  equal(settings.limits.maxFileSize, 10_485_760);
  equal(settings.policy.enableHostExec, false);
  deepEqual(warnings, []);
});
