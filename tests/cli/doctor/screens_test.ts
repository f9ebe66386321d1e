import assert from "node:assert/strict";
import { type Environment, startCluster, type TestCluster, tokenSettings } from "../../harness/cluster.ts";
import { sshLogin } from "../../harness/ssh_login.ts";
import { hasTmux, Terminal } from "../../harness/terminal.ts";

interface Situation {
  readonly name: string;
  readonly code: number;
  readonly settings: (cluster: TestCluster) => Environment | Promise<Environment>;
}

const situations: readonly Situation[] = [
  { name: "all is well", code: 0, settings: (cluster) => sshLogin(cluster) },
  {
    name: "the token's secret is wrong",
    code: 2,
    settings: ({ simulator }) =>
      tokenSettings({ ...simulator.logins.full, secret: "00000000-0000-0000-0000-000000000000" }),
  },
  {
    name: "the password is wrong",
    code: 2,
    settings: () => ({
      PROXMOX_API_TOKEN_ID: "",
      PROXMOX_API_TOKEN_SECRET: "",
      PROXMOX_USER: "root@pam",
      PROXMOX_PASSWORD: "wrong",
    }),
  },
  {
    name: "the certificate has changed",
    code: 2,
    settings: () => ({ PROXMOX_FINGERPRINT: `${"AA:".repeat(31)}AA` }),
  },
  {
    name: "the login may only look",
    code: 1,
    settings: ({ simulator }) => tokenSettings(simulator.logins.auditor),
  },
];

for (const { name, code, settings } of situations) {
  Deno.test({
    name: `doctor's screen when ${name} (left out without tmux)`,
    ignore: !hasTmux,
    fn: async (t) => {
      await using cluster = await startCluster({ ssh: true });
      await using terminal = await Terminal.start(["doctor"], {
        environment: { ...cluster.environment, ...await settings(cluster) },
        directory: cluster.directory,
        columns: 110,
      });
      assert.equal(await terminal.ended(), code);
      assert.ok((await terminal.colouredScreen()).includes("\x1b[32m✓"));
      await t.assertSnapshot(steadied(await terminal.screen(), cluster));
    },
  });
}

/** The screen with what differs from run to run replaced by something of the same length, so that lines break alike. */
function steadied(text: string, { simulator }: TestCluster): string {
  const sshPorts = Object.values(simulator.ssh?.nodes ?? {}).map(({ port }) => String(port));
  return [String(simulator.port), ...sshPorts]
    .reduce((steady, port) => steady.replaceAll(port, "8".repeat(port.length)), text)
    .replaceAll(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g, (print) => print.replaceAll(/[0-9A-F]/g, "A"))
    .replaceAll(/\b\d+ ms\b/g, "1 ms");
}
