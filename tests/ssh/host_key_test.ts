import assert from "node:assert/strict";
import { join } from "node:path";
import { CertificateError } from "../../src/wire/errors.ts";
import { type LabOptions, makeKey, withNode } from "./lab/lab.ts";
import { labTest } from "./lab/lab_here.ts";
import { failure, works } from "./lab/login.ts";

labTest(
  "an unknown host key is refused with its fingerprint and the line that would trust it, which then works",
  () =>
    withNode({}, async (node) => {
      const unknown = node.settings({ hostKeys: [] });
      const error = await failure(unknown);
      assert.ok(error instanceof CertificateError);
      assert.equal(error.fingerprint, node.fingerprints.ed25519);
      assert.match(error.message, /not known yet/);
      const line = `[127.0.0.1]:${node.port} ${node.hostKeys.ed25519}`;
      assert.ok(error.remedy.includes(`PROXMOX_SSH_HOST_KEY=${node.fingerprints.ed25519}`));
      assert.ok(error.remedy.endsWith(line));
      await Deno.writeTextFile(unknown.knownHostsFile, `${line}\n`);
      await works(unknown);
    }),
);

labTest(
  "a changed host key is refused with both fingerprints, by known_hosts and by setting",
  () =>
    withNode({}, async (node) => {
      const other = await makeKey(join(node.directory, "other"));
      const { stdout } = await new Deno.Command("ssh-keygen", {
        args: ["-lf", join(node.directory, "other.pub")],
      }).output();
      const expected = new TextDecoder().decode(stdout).split(" ")[1] ?? "";
      const stored = node.settings({ hostKeys: [] });
      await Deno.writeTextFile(stored.knownHostsFile, `[127.0.0.1]:${node.port} ${other}\n`);
      for (const changed of [stored, node.settings({ hostKeys: [expected] })]) {
        const error = await failure(changed);
        assert.ok(error instanceof CertificateError);
        assert.match(error.message, /has changed/);
        assert.ok(
          error.message.includes(expected) && error.message.includes(node.fingerprints.ed25519 ?? "-"),
        );
      }
    }),
);

labTest("a revoked host key is refused although a fingerprint trusts it", () =>
  withNode({}, async (node) => {
    const revoked = node.settings();
    await Deno.writeTextFile(revoked.knownHostsFile, `@revoked * ${node.hostKeys.ed25519}\n`);
    const error = await failure(revoked);
    assert.ok(error instanceof CertificateError);
    assert.match(error.message, /revoked/);
  }));

const manyKeys: LabOptions = { keyTypes: ["ed25519", "ecdsa", "rsa"] };

labTest("the stored key is the one compared, whatever type it has", () =>
  withNode(manyKeys, async (node) => {
    for (const type of ["rsa", "ecdsa", "ed25519"]) {
      const stored = node.settings({ hostKeys: [] });
      await Deno.writeTextFile(stored.knownHostsFile, `[127.0.0.1]:${node.port} ${node.hostKeys[type]}\n`);
      await works(stored);
    }
  }));

labTest(
  "a fingerprint of any of the host's keys is enough, among others for other nodes",
  () =>
    withNode(manyKeys, async (node) => {
      const stranger = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
      for (const type of ["rsa", "ecdsa", "ed25519"]) {
        await works(node.settings({ hostKeys: [stranger, node.fingerprints[type] ?? ""] }));
      }
      const error = await failure(node.settings({ hostKeys: [stranger] }));
      assert.ok(error instanceof CertificateError);
    }),
);
