import assert from "node:assert/strict";
import { LoginError } from "../../../src/ssh/errors.ts";
import { SshNodes } from "../../../src/ssh/nodes.ts";
import { CertificateError } from "../../../src/wire/errors.ts";
import { openGuard, stdoutOf } from "../../ssh/lab/session.ts";
import { settingsFor, withSession, withSimulator } from "./nodes.ts";

for (const method of ["publickey", "password", "keyboard-interactive"] as const) {
  Deno.test(`a simulated node that offers ${method} alone lets the right login in and no other`, () =>
    withSimulator({ ssh: { methods: [method] } }, async (_, ssh, directory) => {
      const login = method === "publickey" ? {} : { keyPath: undefined, password: ssh.password };
      const nodes = new SshNodes({ settings: settingsFor(ssh, directory, login), guard: openGuard });
      assert.equal(stdoutOf(await (await nodes.entry()).exec("id -un")), "root\n");
      await nodes.close();
      const wrong = new SshNodes({
        settings: settingsFor(ssh, directory, { keyPath: undefined, password: "wrong" }),
        guard: openGuard,
      });
      const error = await wrong.entry().catch((reason) => reason);
      assert.ok(error instanceof LoginError, String(error));
      assert.deepEqual(error.offered, [method]);
      await wrong.close();
    }));
}

Deno.test("each simulated node shows a host key of its own, which the cluster knows", () =>
  withSession({}, async ({ ssh, shell }) => {
    const keys = Object.values(ssh.nodes).map(({ hostKeyFingerprint }) => hostKeyFingerprint);
    assert.equal(new Set(keys).size, 3);
    for (const [name, { publicKey }] of Object.entries(ssh.nodes)) {
      assert.equal(
        stdoutOf(await shell.exec(`cat /etc/pve/nodes/${name}/ssh_known_hosts`)),
        `${name} ${publicKey}`,
      );
    }
  }));

Deno.test("a simulated node with another host key than the expected one is refused", () =>
  withSimulator({}, async (_, ssh, directory) => {
    const other = ssh.nodes["pve2"]?.hostKeyFingerprint ?? "";
    const nodes = new SshNodes({
      settings: settingsFor(ssh, directory, { hostKeys: [other] }),
      guard: openGuard,
    });
    await assert.rejects(nodes.entry(), CertificateError);
    await nodes.close();
  }));

Deno.test("a user beside root cannot read the cluster's files on a simulated node, nor use Proxmox's commands", () =>
  withSession({ settings: { user: "mcp", sudo: true } }, async ({ shell }) => {
    const outcome = await shell.exec(["su", "mcp", "-c", "cat /etc/pve/.members; pct list"]);
    assert.equal(outcome.code, 255);
  }));
