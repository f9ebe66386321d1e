import assert from "node:assert/strict";
import {
  ipConfig,
  SshKeyError,
  sshKeyLines,
  sshKeysOption,
} from "../../../src/proxmox/guest_options/cloud_init.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBo7vE8sYI0O2jv9Zo0mN3zv5XK2YIh1y3o5d4c3b2a1 ann@work (1+1)";

Deno.test("addresses for cloud-init are written and changed one by one", () => {
  assert.equal(ipConfig({ ip: "dhcp" }), "ip=dhcp");
  assert.equal(ipConfig({ ip: "10.0.0.5/24", gateway: "10.0.0.1" }), "ip=10.0.0.5/24,gw=10.0.0.1");
  assert.equal(
    ipConfig({ ip6: "auto" }, "ip=10.0.0.5/24,gw=10.0.0.1"),
    "ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto",
  );
  assert.equal(ipConfig({ ip: "dhcp" }, "ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto"), "ip=dhcp,ip6=auto");
});

Deno.test("SSH keys go to VMs percent-encoded with %20, to containers as they are", () => {
  const two = `${key}\r\n\n  ${key}  \n`;
  assert.equal(sshKeyLines(two), `${key}\n${key}`);
  const encoded = sshKeysOption(two);
  assert.equal(decodeURIComponent(encoded), `${key}\n${key}`);
  assert.doesNotMatch(encoded, /[ +\n]/);
});

Deno.test("what is no SSH public key is refused, and a private one is not repeated", () => {
  assert.throws(() => sshKeyLines(`${key}\nssh-rsa`), /Line 2 of ssh_keys/);
  assert.throws(() => sshKeyLines(" \n"), /ssh_keys is empty/);
  const secret =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----";
  assert.throws(
    () => sshKeyLines(secret),
    (error: unknown) =>
      error instanceof SshKeyError && /private key/.test(error.message) && !error.message.includes("b3Blbn"),
  );
});
