import { deepEqual, doesNotMatch, equal } from "node:assert/strict";
import { join } from "node:path";
import type { LoadOptions } from "../../src/config/load.ts";
import { errorOf, loadEnv, login, mistakesOf, withFiles } from "./fixture.ts";

const host = { PROXMOX_HOST: "pve.example" };

/** What a person may get wrong in the environment; the snapshot holds the sentences that answer. */
const wrong: Readonly<Record<string, LoadOptions["env"]>> = {
  "nothing set": {},
  "no login": host,
  "host with a user": { ...login, PROXMOX_HOST: "root:hunter2@pve.example" },
  "host with a path": { ...login, PROXMOX_HOST: "https://proxy.example/pve/" },
  "host over http": { ...login, PROXMOX_HOST: "http://pve.example:8006" },
  "host with a space": { ...login, PROXMOX_HOST: "pve example" },
  "host as an impossible address": { ...login, PROXMOX_HOST: "192.168.1.300" },
  "host and port at odds": { ...login, PROXMOX_HOST: "pve.example:8007", PROXMOX_PORT: "8006" },
  "port out of range": { ...login, PROXMOX_PORT: "99999" },
  "port in words": { ...login, PROXMOX_PORT: "https" },
  "token id without exclamation mark": { ...login, PROXMOX_API_TOKEN_ID: "root@pam" },
  "token id without realm": { ...login, PROXMOX_API_TOKEN_ID: "root!assistant" },
  "token id with a bad name": { ...login, PROXMOX_API_TOKEN_ID: "root@pam!1 2" },
  "token id without secret": { ...host, PROXMOX_API_TOKEN_ID: "root@pam!assistant" },
  "token secret without id": { ...host, PROXMOX_API_TOKEN_SECRET: "abcdefgh" },
  "token name without user": { ...host, PROXMOX_TOKEN_NAME: "assistant", PROXMOX_TOKEN_VALUE: "abcdefgh" },
  "user without realm": { ...host, PROXMOX_USER: "root", PROXMOX_PASSWORD: "hunter2" },
  "user without anything": { ...host, PROXMOX_USER: "root@pam" },
  "password without user": { ...host, PROXMOX_PASSWORD: "hunter2" },
  "both token and password": { ...login, PROXMOX_USER: "root@pam", PROXMOX_PASSWORD: "hunter2" },
  "fingerprint too short": { ...login, PROXMOX_FINGERPRINT: "AA:BB:CC" },
  "fingerprint by SHA-1": { ...login, PROXMOX_FINGERPRINT: Array(20).fill("AB").join(":") },
  "fingerprint of an SSH key": { ...login, PROXMOX_FINGERPRINT: `SHA256:${"a".repeat(43)}` },
  "CA file missing": { ...login, PROXMOX_CA_FILE: "/nowhere/ca.pem" },
  "SSH user with realm": { ...login, PROXMOX_SSH_USER: "root@pam", PROXMOX_SSH_PASSWORD: "hunter2" },
  "SSH key missing": { ...login, PROXMOX_SSH_KEY_PATH: "/nowhere/id_ed25519" },
  "SSH key itself instead of a path": { ...login, SSH_KEY: "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n" },
  "SSH host key in MD5": { ...login, PROXMOX_SSH_HOST_KEY: "MD5:aa:bb" },
  "transport unknown": { ...login, PROXMOX_DEFAULT_TRANSPORT: "telnet" },
  "transport ssh without SSH": { ...login, PROXMOX_DEFAULT_TRANSPORT: "ssh" },
  "transport api without token": {
    ...host,
    PROXMOX_DEFAULT_TRANSPORT: "api",
    SSH_USERNAME: "root",
    SSH_PASSWORD: "hunter2",
  },
  "host commands without accepting the risks": { ...login, ENABLE_HOST_EXEC: "true" },
  "switch with another word": { ...login, PROXMOX_READ_ONLY: "maybe" },
  "guest list with a bad entry": { ...login, PROXMOX_ALLOWED_GUESTS: "100,50,300-200,owner:ann" },
  "confirmation rule with a bad class": { ...login, PROXMOX_CONFIRM_RULES: "class:everything" },
  "confirm with another word": { ...login, PROXMOX_CONFIRM: "ask" },
  "restriction misspelt": { ...login, PROXMOX_READONLY: "true" },
  "secret and its file": { ...login, PROXMOX_API_TOKEN_SECRET_FILE: "/run/secrets/token" },
  "secret file missing": { ...host, PROXMOX_USER: "root@pam", PROXMOX_PASSWORD_FILE: "/nowhere/password" },
  "TLS key without certificate": { ...login, MCP_TLS_KEY: "key.pem" },
  "state key too short": { ...login, MCP_STATE_KEY: "hunter2" },
  "OAuth in part": { ...login, MCP_OAUTH_ISSUER: "https://login.example" },
  "OAuth over http": {
    ...login,
    MCP_OAUTH_ISSUER: "http://login.example",
    MCP_OAUTH_AUDIENCE: "mcp",
    MCP_OAUTH_JWKS_URL: "https://login.example/jwks",
  },
};

Deno.test("each mistake in the environment is told in one sentence with its remedy, and shows no secret", async (t) => {
  const told: Record<string, readonly string[]> = {};
  for (const [what, env] of Object.entries(wrong)) {
    told[what] = await mistakesOf(loadEnv(env));
    equal(told[what].length > 0, true, what);
    doesNotMatch(told[what].join(), /hunter2|abcdefgh|11111111-2222/, what);
  }
  await t.assertSnapshot(told);
});

Deno.test("all mistakes are told at once, in one error that also holds the warnings", async (t) => {
  const error = await errorOf(loadEnv({
    PROXMOX_PORT: "0",
    PROXMOX_USER: "root",
    PROXMOX_PASSWORD: "hunter2",
    PROXMOX_TIMOUT: "5000",
    ENABLE_HOST_EXEC: "yes",
  }));
  equal(error?.mistakes.length, 4);
  await t.assertSnapshot({ message: error?.message, remedy: error?.remedy });
});

Deno.test("a misspelt variable is a warning with the nearest name", async () => {
  const error = await errorOf(loadEnv({ PROXMOX_TIMOUT: "1", PROXMOX_COLOUR_OF_THE_RACK: "red" }));
  deepEqual(error?.warnings, [
    "PROXMOX_TIMOUT in the environment is no setting and is ignored: did you mean PROXMOX_TIMEOUT?",
    "PROXMOX_COLOUR_OF_THE_RACK in the environment is no setting of proxmox-mcp and is ignored.",
  ]);
});

Deno.test("doubtful settings are warned of", async (t) => {
  const doubtful: Readonly<Record<string, LoadOptions["env"]>> = {
    "verification off": { ...login, PROXMOX_VERIFY_SSL: "false" },
    "verification off and pinned": {
      ...login,
      PROXMOX_VERIFY_SSL: "false",
      PROXMOX_FINGERPRINT: Array(32).fill("ab").join(":"),
    },
    "SSH without accepting the risks": { ...login, PROXMOX_SSH_PASSWORD: "hunter2" },
    "SSH user with nothing to log in with": { ...login, PROXMOX_SSH_USER: "root" },
    "SSH host without login": { ...login, PROXMOX_SSH_HOST: "pve.example" },
    "confirmation off": { ...login, PROXMOX_CONFIRM: "off" },
    "commands on in read-only mode": { ...login, PROXMOX_READ_ONLY: "1", PROXMOX_ALLOW_ELEVATED: "1" },
    "short bearer token": { ...login, MCP_AUTH_TOKEN: "letmein" },
    "old and new name at odds": { ...login, PROXMOX_TOKEN_VALUE: "another-secret" },
  };
  const told: Record<string, readonly string[]> = {};
  for (const [what, env] of Object.entries(doubtful)) told[what] = (await loadEnv(env)).warnings;
  await t.assertSnapshot(told);
});

Deno.test("a toolset that does not exist is a mistake with the nearest one", async () => {
  const toolsets = ["core", "provision", "backup", "all"];
  deepEqual(await mistakesOf(loadEnv({ ...login, PROXMOX_TOOLSETS: "core,Provison" }, { toolsets })), [
    'PROXMOX_TOOLSETS in the environment names "provison", which is no toolset: did you mean provision?',
  ]);
});

Deno.test("a public key in place of the private one is recognised", async () => {
  await withFiles({ "id.pub": "ssh-ed25519 AAAA ann@home\n", notes: "hello\n" }, async (cwd) => {
    deepEqual(await mistakesOf(loadEnv({ ...login, PROXMOX_SSH_KEY_PATH: "id.pub" }, { cwd })), [
      `PROXMOX_SSH_KEY_PATH in the environment names ${
        join(cwd, "id.pub")
      }, which is a public key: give the private one, ${join(cwd, "id.")}`,
    ]);
    deepEqual(await mistakesOf(loadEnv({ ...login, SSH_KEY: "notes" }, { cwd })), [
      `SSH_KEY in the environment names ${
        join(cwd, "notes")
      }, which holds no private key (OpenSSH or PEM): ` +
      "ssh-keygen -t ed25519 makes one.",
    ]);
    deepEqual(await mistakesOf(loadEnv({ ...login, PROXMOX_CA_FILE: "notes" }, { cwd })), [
      `PROXMOX_CA_FILE in the environment names ${
        join(cwd, "notes")
      }, which holds no certificate in PEM form: ` +
      "copy /etc/pve/pve-root-ca.pem there.",
    ]);
  });
});
