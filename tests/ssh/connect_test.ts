import assert from "node:assert/strict";
import { join } from "node:path";
import type { SshSettings } from "../../src/config/settings.ts";
import { KeyFileError, LoginError } from "../../src/ssh/errors.ts";
import { explain } from "../../src/text/explained.ts";
import { ConnectionError } from "../../src/wire/errors.ts";
import { freePort, makeKey, withNode } from "./lab/lab.ts";
import { labTest } from "./lab/lab_here.ts";
import type { LabNode } from "./lab/lab_node.ts";
import { failure, works } from "./lab/login.ts";

function settings(changes: Partial<SshSettings>): SshSettings {
  return {
    host: "127.0.0.1",
    port: 22,
    user: "root",
    keyPath: undefined,
    keyPassphrase: undefined,
    password: "x",
    agentSocket: undefined,
    hostKeys: [],
    knownHostsFile: "/nonexistent",
    sudo: false,
    maxChannels: 8,
    ...changes,
  };
}

Deno.test("a port where nothing listens is told as refused, with the address", async () => {
  const port = freePort();
  const error = await failure(settings({ port }));
  assert.ok(error instanceof ConnectionError);
  assert.equal(error.fault, "refused");
  assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}`));
  assert.match(error.remedy, /PROXMOX_SSH_PORT/);
});

Deno.test("a name without an address is told as unknown host", async () => {
  const error = await failure(settings({ host: "no-such-host.invalid" }));
  assert.ok(error instanceof ConnectionError);
  assert.equal(error.fault, "unknown-host");
  assert.match(error.remedy, /PROXMOX_SSH_HOST/);
});

Deno.test("a server that says nothing is told as silent", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept();
  const error = await failure(settings({ port: listener.addr.port }), 300);
  assert.ok(error instanceof ConnectionError);
  assert.equal(error.fault, "silent");
  assert.match(error.message, /0\.3 s/);
  (await accepted).close();
  listener.close();
});

Deno.test("a server that is no SSH server is told as such", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("web"),
  );
  const error = await failure(settings({ port: server.addr.port }), 1000);
  assert.ok(error instanceof ConnectionError);
  assert.match(`${error.message} ${error.remedy}`, /port of sshd/);
  await server.shutdown();
});

labTest("a key that the node knows lets root in", () => withNode({}, (node) => works(node.settings())));

labTest(
  "keys in OpenSSH's and in PEM form work, encrypted ones with their passphrase",
  () =>
    withNode({}, async (node) => {
      const kinds: Readonly<Record<string, readonly string[]>> = {
        plain: [],
        encrypted: ["-N", "secret"],
        pem: ["-m", "PEM"],
        pemEncrypted: ["-m", "PEM", "-N", "secret"],
        pemPkcs8: ["-m", "PKCS8"],
        pemPkcs8Encrypted: ["-m", "PKCS8", "-N", "secret"],
      };
      for (const [name, more] of Object.entries(kinds)) {
        const keyPath = join(node.directory, name);
        const line = await makeKey(keyPath, name.startsWith("pem") ? "rsa" : "ed25519", more);
        await Deno.writeTextFile(join(node.directory, "root/.ssh/authorized_keys"), `${line}\n`);
        const encrypted = more.includes("secret");
        await works(node.settings({ keyPath, keyPassphrase: encrypted ? "secret" : undefined }));
        if (!encrypted) continue;
        const missing = await failure(node.settings({ keyPath }));
        assert.ok(missing instanceof KeyFileError);
        assert.match(missing.message, /encrypted, and no passphrase/);
        assert.match(missing.remedy, /PROXMOX_SSH_KEY_PASSPHRASE/);
        const wrong = await failure(node.settings({ keyPath, keyPassphrase: "wrong" }));
        assert.ok(wrong instanceof KeyFileError);
        assert.match(wrong.message, /passphrase does not open/);
      }
    }),
);

labTest(
  "a key file that cannot be used is told with what is wrong with it",
  () =>
    withNode({}, async (node) => {
      const cases: [prepare: (path: string) => Promise<void>, message: RegExp][] = [
        [() => Promise.resolve(), /there is no such file/],
        [(path) => Deno.mkdir(path, { mode: 0o700 }), /it is a directory/],
        [
          (path) => Deno.copyFile(node.keyPath, path).then(() => Deno.chmod(path, 0o644)),
          /read by others \(mode 0644\)/,
        ],
        [
          (path) => Deno.copyFile(`${node.keyPath}.pub`, path).then(() => Deno.chmod(path, 0o600)),
          /holds a public key/,
        ],
        [
          (path) => Deno.writeTextFile(path, "nonsense", { mode: 0o600 }),
          /no private key in OpenSSH or PEM form/,
        ],
      ];
      for (const [index, [prepare, message]] of cases.entries()) {
        const keyPath = join(node.directory, `key${index}`);
        await prepare(keyPath);
        const error = await failure(node.settings({ keyPath }));
        assert.ok(error instanceof KeyFileError);
        assert.match(error.message, message);
        assert.notEqual(error.remedy, "");
      }
    }),
);

labTest(
  "a refused key is told with the key, what the server offers and how to add it",
  () =>
    withNode({}, async (node) => {
      const keyPath = join(node.directory, "stranger");
      await makeKey(keyPath);
      const error = await failure(node.settings({ keyPath }));
      assert.ok(error instanceof LoginError);
      assert.deepEqual(error.offered, ["publickey"]);
      assert.match(error.message, /tried the key .*stranger, the server offers publickey/);
      assert.match(error.remedy, /authorized_keys/);
    }),
);

labTest(
  "a password where the server takes keys alone is told with what the server offers",
  () =>
    withNode({}, async (node) => {
      const error = await failure(node.settings({ keyPath: undefined, password: "x" }));
      assert.ok(error instanceof LoginError);
      assert.match(error.message, /tried nothing, the server offers publickey/);
      assert.match(error.remedy, /PROXMOX_SSH_KEY_PATH/);
      assert.doesNotMatch(explain(error), /"x"/);
    }),
);

/** Gives root the password `opensesame`. */
const withPassword = `usermod -p "$(perl -e 'print crypt("opensesame", q($6$saltsalt$))')" root`;

labTest(
  "a password lets root in, and a wrong one is told",
  () =>
    withNode({ sshd: "PasswordAuthentication yes", setup: withPassword }, async (node) => {
      await works(node.settings({ keyPath: undefined, password: "opensesame" }));
      const error = await failure(node.settings({ keyPath: undefined, password: "wrong" }));
      assert.ok(error instanceof LoginError);
      assert.match(error.remedy, /PROXMOX_SSH_PASSWORD/);
      assert.doesNotMatch(explain(error), /wrong/);
    }),
);

labTest("keyboard-interactive is answered with the password", () =>
  withNode(
    {
      sshd: "KbdInteractiveAuthentication yes\nUsePAM yes\nAuthenticationMethods keyboard-interactive",
      setup: withPassword,
    },
    (node) => works(node.settings({ keyPath: undefined, password: "opensesame" })),
  ));

labTest("two methods in a row are gone through where the server wants both", () =>
  withNode(
    { sshd: "PasswordAuthentication yes\nAuthenticationMethods publickey,password", setup: withPassword },
    (node) => works(node.settings({ password: "opensesame" })),
  ));

labTest(
  "the keys of an ssh-agent let root in, and an agent that is gone is told",
  () =>
    withNode({}, async (node) => {
      const socket = join(node.directory, "agent");
      const agent = new Deno.Command("ssh-agent", {
        args: ["-D", "-a", socket],
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        await added(node, socket);
        await works(node.settings({ keyPath: undefined, agentSocket: socket }));
      } finally {
        agent.kill("SIGTERM");
        await agent.status;
      }
      const error = await failure(
        node.settings({ keyPath: undefined, agentSocket: join(node.directory, "gone") }),
      );
      assert.ok(error instanceof LoginError);
      assert.match(error.message, /the ssh-agent failed/);
    }),
);

/** Waits for the agent to listen and gives it the node's key. */
async function added(node: LabNode, socket: string): Promise<void> {
  for (;;) {
    const { success } = await new Deno.Command("ssh-add", {
      args: ["-q", node.keyPath],
      env: { SSH_AUTH_SOCK: socket },
      stderr: "null",
    }).output();
    if (success) return;
  }
}
