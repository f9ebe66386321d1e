import assert from "node:assert/strict";
import { startCluster } from "../../harness/cluster.ts";
import { withNode } from "../../ssh/lab/lab.ts";
import { labMissing } from "../../ssh/lab/lab_here.ts";
import { sudoHere, withSudoUser } from "../../ssh/lab/sudo_user.ts";
import { findingsWith } from "./findings.ts";

/** Rules for sudo, and what doctor says of them on a node with a real sshd and a real sudo. */
const rules = [
  {
    allowed:
      "/usr/sbin/pct exec *, /usr/sbin/pct push *, /usr/sbin/pct pull *, /usr/bin/pvesh get /cluster/status *",
    sudo: "ok: mcp may run pct as root",
    pct: "skipped",
  },
  { allowed: "/usr/sbin/pct, /usr/bin/pvesh", sudo: "ok: mcp may run pct as root", pct: "ok" },
  {
    allowed: "/usr/sbin/pct",
    sudo: "failure: does not let mcp run pvesh get /cluster/status",
    pct: undefined,
  },
  {
    allowed: undefined,
    sudo:
      "failure: sudo does not let mcp run /usr/sbin/pct without a password: sudo: a password is required.",
    pct: undefined,
  },
];

for (const { allowed, sudo, pct } of rules) {
  Deno.test({
    name: `doctor over OpenSSH, where sudo allows ${allowed ?? "nothing"} (left out without the lab or sudo)`,
    ignore: labMissing !== undefined || !sudoHere,
    fn: async () => {
      await withNode({ setup: withSudoUser(allowed) }, async (node) => {
        await using cluster = await startCluster();
        const found = await findingsWith({
          ...cluster.environment,
          PROXMOX_SSH_HOST: node.host,
          PROXMOX_SSH_PORT: String(node.port),
          PROXMOX_SSH_USER: "mcp",
          PROXMOX_SSH_KEY_PATH: node.keyPath,
          PROXMOX_SSH_HOST_KEY: node.fingerprints["ed25519"] ?? "",
          PROXMOX_AUTO_WRITES: "api",
          I_ACCEPT_RISKS: "true",
        });
        assert.match(found.get("ssh")?.text ?? "", / is OpenSSH_/);
        assert.deepEqual(["host key", "ssh login"].map((check) => found.get(check)?.verdict), ["ok", "ok"]);
        const asked = found.get("sudo");
        assert.equal(`${asked?.verdict}: ${asked?.text}`, sudo);
        assert.equal(found.get("pct")?.verdict, pct);
      });
    },
  });
}
