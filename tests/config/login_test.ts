import { deepEqual, equal, match } from "node:assert/strict";
import { join, resolve } from "node:path";
import { loadCluster, loadEnv, login, mistakesOf, withFiles } from "./fixture.ts";

const host = { PROXMOX_HOST: "pve.example" };
const token = { kind: "token", id: "root@pam!assistant", secret: "abc-def" };

Deno.test("a token is understood in every form that other programs write it in", async () => {
  for (
    const env of [
      { PROXMOX_API_TOKEN_ID: "root@pam!assistant", PROXMOX_API_TOKEN_SECRET: "abc-def" },
      { PROXMOX_API_TOKEN_ID: "root@pam!assistant=abc-def" },
      { PROXMOX_API_TOKEN_ID: "PVEAPIToken=root@pam!assistant=abc-def" },
      { PROXMOX_API_TOKEN_ID: "root@pam!assistant", PROXMOX_API_TOKEN_SECRET: "root@pam!assistant=abc-def" },
      { PROXMOX_USER: "root@pam", PROXMOX_TOKEN_NAME: "assistant", PROXMOX_TOKEN_VALUE: "abc-def" },
      { PROXMOX_USER: "root@pam!assistant", PROXMOX_TOKEN_VALUE: "abc-def" },
      { PROXMOX_USER: "root@pam", PROXMOX_TOKEN_NAME: "root@pam!assistant", PROXMOX_TOKEN_VALUE: "abc-def" },
    ]
  ) {
    deepEqual((await loadCluster({ ...host, ...env })).auth, token, JSON.stringify(env));
  }
});

Deno.test("a token id with its secret attached is refused on the command line", async () => {
  for (
    const args of [["--api-token-id", "a@pam!b=canary"], ["--user=a@pam!b=canary"], [
      "--token-name",
      "b=canary",
    ]]
  ) {
    const [mistake = ""] = await mistakesOf(loadEnv({ ...host, PROXMOX_USER: "root@pam" }, { args }));
    match(mistake, /contains the token's secret, and every user of this machine can read a command line/);
    equal(mistake.includes("canary"), false);
  }
});

Deno.test("a user's name may contain an at sign and the realm is the last part", async () => {
  const cluster = await loadCluster({
    ...host,
    PROXMOX_USER: "ann@example.org@ldap",
    PROXMOX_PASSWORD: "hunter2",
  });
  deepEqual(cluster.auth, { kind: "password", user: "ann@example.org@ldap", password: "hunter2" });
});

Deno.test("a host is understood as name, address, address of the browser, with and without port", async () => {
  const addresses: Readonly<Record<string, readonly [string, number]>> = {
    "pve.example": ["pve.example", 8006],
    "PVE.Example.": ["pve.example.", 8006],
    "pve.example:443": ["pve.example", 443],
    "https://pve.example": ["pve.example", 8006],
    "https://pve.example:443/": ["pve.example", 443],
    "https://pve.example:8006/#v1:0:18:4:::::::": ["pve.example", 8006],
    "https://pve.example:8006/api2/json": ["pve.example", 8006],
    "192.168.1.100": ["192.168.1.100", 8006],
    "fe80::1": ["fe80::1", 8006],
    "[fe80::1]": ["fe80::1", 8006],
    "https://[2001:db8::1]:8007/": ["2001:db8::1", 8007],
  };
  for (const [text, expected] of Object.entries(addresses)) {
    const { host, port } = await loadCluster({ ...login, PROXMOX_HOST: text });
    deepEqual([host, port], expected, text);
  }
});

Deno.test("a fingerprint is understood as Proxmox, openssl and sha256sum write it", async () => {
  const sha256 = Array(32).fill("AB").join(":");
  for (
    const text of [
      sha256,
      sha256.toLowerCase(),
      "ab".repeat(32),
      `sha256 Fingerprint=${sha256}`,
      `SHA256:${sha256}`,
    ]
  ) {
    const cluster = await loadCluster({ ...login, PROXMOX_FINGERPRINT: text });
    deepEqual(cluster.tls, { kind: "fingerprint", sha256 }, text);
  }
});

Deno.test("a fingerprint goes before a CA file, that before the system, and verification off comes last", async () => {
  const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  await withFiles({ "ca.pem": pem }, async (cwd) => {
    const ca = { PROXMOX_CA_FILE: "ca.pem" };
    const pin = { PROXMOX_FINGERPRINT: "ab".repeat(32) };
    const off = { PROXMOX_VERIFY_SSL: "false" };
    const kindOf = async (env: Record<string, string>) =>
      (await loadCluster({ ...login, ...env }, { cwd })).tls.kind;
    equal(await kindOf({ ...ca, ...pin, ...off }), "fingerprint");
    deepEqual((await loadCluster({ ...login, ...ca, ...off }, { cwd })).tls, {
      kind: "ca",
      file: join(cwd, "ca.pem"),
      pem,
    });
    equal(await kindOf({}), "system");
    equal(await kindOf(off), "insecure");
  });
});

Deno.test("an SSH login may come from an agent, with several host keys, and uses sudo for other users than root", async () => {
  const key = (letter: string) => `SHA256:${letter.repeat(43)}`;
  const cluster = await loadCluster({
    ...login,
    HOME: "/home/ann",
    PROXMOX_SSH_USER: "mcp",
    PROXMOX_SSH_HOST: "10.0.0.5:2222",
    PROXMOX_SSH_HOST_KEY: `${key("a")},${key("b")}`,
    SSH_AUTH_SOCK: "/run/agent.sock",
  });
  deepEqual(cluster.ssh, {
    host: "10.0.0.5",
    port: 2222,
    user: "mcp",
    keyPath: undefined,
    keyPassphrase: undefined,
    password: undefined,
    agentSocket: "/run/agent.sock",
    hostKeys: [key("a"), key("b")],
    knownHostsFile: resolve("/home/ann", ".ssh/known_hosts"),
    sudo: true,
    maxChannels: 8,
  });
});
