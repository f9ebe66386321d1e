import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import { loadCluster, loadEnv, login, mistakesOf, withFiles } from "./fixture.ts";

Deno.test("host and token are enough, and everything else has the documented default", async (t) => {
  const { settings, warnings } = await loadEnv({ ...login, HOME: "/home/ann" });
  deepEqual(warnings, []);
  const auditLog = settings.policy.auditLog.replaceAll("\\", "/");
  await t.assertSnapshot({ ...settings, policy: { ...settings.policy, auditLog } });
});

Deno.test("the command line wins over the environment, that over .env, and that over the file", async () => {
  await withFiles({
    ".env": "PROXMOX_TIMEOUT=2000\nPROXMOX_RETRY_DELAY=2000\nPROXMOX_RATE_LIMIT=2000\n",
    "proxmox-config.json": JSON.stringify({
      timeout: 1000,
      retryDelay: 1000,
      rateLimit: 1000,
      retryAttempts: 1,
      PROXMOX_DEFAULT_NODE: "pve1",
    }),
  }, async (cwd) => {
    const { settings, inForce, paths } = await loadSettings({
      args: ["--timeout", "4000"],
      env: { ...login, PROXMOX_TIMEOUT: "3000", PROXMOX_RETRY_DELAY: "3000" },
      cwd,
    });
    const [cluster] = settings.clusters;
    equal(cluster?.timeout, 4000);
    equal(cluster?.retryDelay, 3000);
    equal(cluster?.rateLimit, 2000);
    equal(cluster?.retryAttempts, 1);
    equal(cluster?.defaultNode, "pve1");
    deepEqual(paths, [join(cwd, ".env"), join(cwd, "proxmox-config.json")]);
    const originOf = (name: string) => inForce.find((value) => value.name === name)?.origin;
    deepEqual(originOf("PROXMOX_TIMEOUT"), { kind: "option", name: "--timeout" });
    deepEqual(originOf("PROXMOX_RETRY_DELAY"), { kind: "environment", name: "PROXMOX_RETRY_DELAY" });
    deepEqual(originOf("PROXMOX_RATE_LIMIT"), {
      kind: "dotenv",
      name: "PROXMOX_RATE_LIMIT",
      file: join(cwd, ".env"),
    });
    deepEqual(originOf("PROXMOX_DEFAULT_NODE"), {
      kind: "file",
      name: "PROXMOX_DEFAULT_NODE",
      file: join(cwd, "proxmox-config.json"),
    });
    deepEqual(originOf("PROXMOX_PORT"), { kind: "default" });
  });
});

Deno.test("the variables of mcp-proxmox-admin work as its README has them", async () => {
  await withFiles({ ".ssh/id_rsa": "-----BEGIN RSA PRIVATE KEY-----\n" }, async (home) => {
    const cluster = await loadCluster({
      HOME: home,
      PROXMOX_HOST: "192.168.1.100",
      PROXMOX_API_TOKEN_ID: "user@pam!mytoken",
      PROXMOX_API_TOKEN_SECRET: "your-secret-here",
      PROXMOX_SSH_USER: "root",
      PROXMOX_SSH_KEY_PATH: "~/.ssh/id_rsa",
      PROXMOX_DEFAULT_TRANSPORT: "auto",
    });
    deepEqual(cluster.auth, { kind: "token", id: "user@pam!mytoken", secret: "your-secret-here" });
    equal(cluster.ssh?.keyPath, join(home, ".ssh/id_rsa"));
    equal(cluster.ssh?.host, "192.168.1.100");
    equal(cluster.ssh?.sudo, false);
  });
});

Deno.test("the variables of ry-ops and gilby125 work as their READMEs have them", async () => {
  const token = await loadCluster({
    PROXMOX_HOST: "192.168.1.100",
    PROXMOX_USER: "root@pam",
    PROXMOX_TOKEN_NAME: "automation",
    PROXMOX_TOKEN_VALUE: "your-token-value-here",
  });
  deepEqual(token.auth, { kind: "token", id: "root@pam!automation", secret: "your-token-value-here" });
  const ticket = await loadCluster({
    PROXMOX_HOST: "192.168.1.100",
    PROXMOX_USER: "root@pam",
    PROXMOX_PASSWORD: "your-password-here",
  });
  deepEqual(ticket.auth, { kind: "password", user: "root@pam", password: "your-password-here" });
});

Deno.test("a token's id and secret by other names work, the id with its user or without", async () => {
  const secret = { PROXMOX_HOST: "192.168.1.100", PROXMOX_TOKEN_SECRET: "your-token-secret-here" };
  const auth = { kind: "token", id: "root@pam!automation", secret: "your-token-secret-here" };
  const whole = await loadCluster({ ...secret, PROXMOX_TOKEN_ID: "root@pam!automation" });
  deepEqual(whole.auth, auth);
  const apart = await loadCluster({ ...secret, PROXMOX_USER: "root@pam", PROXMOX_TOKEN_ID: "automation" });
  deepEqual(apart.auth, auth);
});

Deno.test("the variables of husniadil/proxmox-mcp-server work as its README has them, HOST included", async () => {
  const { settings, warnings } = await loadEnv({
    I_ACCEPT_RISKS: "true",
    HOST: "192.168.1.100",
    SSH_USERNAME: "root",
    SSH_PASSWORD: "your_password",
    ENABLE_HOST_EXEC: "false",
    CHARACTER_LIMIT: "25000",
    MAX_FILE_SIZE: "52428800",
  });
  const [cluster] = settings.clusters;
  equal(cluster?.auth, undefined);
  equal(cluster?.ssh?.host, "192.168.1.100");
  equal(cluster?.ssh?.password, "your_password");
  equal(settings.limits.maxFileSize, 52_428_800);
  equal(settings.policy.acceptRisks, true);
  deepEqual(warnings, []);
});

Deno.test("the ports of husniadil/proxmox-mcp-server's container count beside its login alone", async () => {
  const ports = { SSH_PORT: "2222", SERVER_PORT: "9000" };
  const theirs = await loadEnv({ HOST: "192.168.1.100", SSH_PASSWORD: "your_password", ...ports });
  equal(theirs.settings.clusters[0]?.ssh?.port, 2222);
  equal(theirs.settings.http.port, 9000);
  equal((await loadEnv({ ...login, ...ports })).settings.http.port, 8000);
});

Deno.test("HOST alone, as some shells export it, is no Proxmox host, and the complaint says why", async () => {
  const { PROXMOX_HOST: _, ...rest } = login;
  const [mistake = ""] = await mistakesOf(loadEnv({ ...rest, HOST: "laptop" }));
  match(
    mistake,
    /^No Proxmox host is set: set PROXMOX_HOST .* HOST is set, but counts only beside SSH_USERNAME/,
  );
});

Deno.test("an empty variable counts as not set", async () => {
  const cluster = await loadCluster({ ...login, PROXMOX_PORT: "", PROXMOX_PASSWORD: "", SSH_PASSWORD: " " });
  equal(cluster.port, 8006);
  equal(cluster.auth?.kind, "token");
  equal(cluster.ssh, undefined);
});

Deno.test("a placeholder that the client did not fill in counts as not set, and a warning says so", async () => {
  const { settings, warnings } = await loadEnv({ ...login, PROXMOX_SSH_USER: "${user_config.ssh_user}" });
  equal(settings.clusters[0]?.ssh, undefined);
  deepEqual(warnings, [
    "PROXMOX_SSH_USER in the environment is the placeholder ${user_config.ssh_user}, which the program that started " +
    "this server did not fill in; it counts as not set.",
  ]);
});

Deno.test("switches take true, yes, on and 1, and their opposites, in any case", async () => {
  for (const word of ["true", "TRUE", "1", "yes", "On"]) {
    equal((await loadEnv({ ...login, PROXMOX_READ_ONLY: word })).settings.policy.readOnly, true, word);
  }
  for (const word of ["false", "0", "No", "off"]) {
    equal((await loadEnv({ ...login, PROXMOX_READ_ONLY: word })).settings.policy.readOnly, false, word);
  }
});

Deno.test("lists take commas, line breaks or a JSON array", async () => {
  for (
    const text of ["100, 200-299 ,web-*,pool:lab,tag:ai", '["100","200-299","web-*","pool:lab","tag:ai"]']
  ) {
    const { settings } = await loadEnv({
      ...login,
      PROXMOX_ALLOWED_GUESTS: text,
      PROXMOX_DENIED_NODES: "pve1\npve2",
    });
    deepEqual(settings.policy.guests.allowed, [
      { kind: "id", vmid: 100 },
      { kind: "range", from: 200, to: 299 },
      { kind: "name", glob: "web-*" },
      { kind: "pool", pool: "lab" },
      { kind: "tag", tag: "ai" },
    ]);
    deepEqual(settings.policy.nodes.denied, ["pve1", "pve2"]);
  }
});

Deno.test("confirmation rules name tools, classes, tags and pools", async () => {
  const { settings } = await loadEnv({
    ...login,
    PROXMOX_CONFIRM: "token",
    PROXMOX_CONFIRM_RULES: "tool:proxmox_vm_*,class:exec,tag:production,pool:customers",
  });
  equal(settings.policy.confirm, "token");
  deepEqual(settings.policy.confirmRules, [
    { kind: "tool", glob: "proxmox_vm_*" },
    { kind: "class", access: "exec" },
    { kind: "tag", tag: "production" },
    { kind: "pool", pool: "customers" },
  ]);
});

Deno.test("a command that needs no connection loads without host and login", async () => {
  const { settings } = await loadEnv({ LOG_LEVEL: "Warning" }, { connection: "optional" });
  deepEqual(settings.clusters, []);
  equal(settings.log.level, "warn");
});

Deno.test("the audit log goes where the operating system keeps state", async () => {
  const auditLog = async (os: "linux" | "darwin" | "windows", env: Record<string, string>) =>
    (await loadEnv({ ...login, ...env }, { os })).settings.policy.auditLog.replaceAll("\\", "/");
  equal(await auditLog("linux", { HOME: "/home/ann" }), "/home/ann/.local/state/proxmox-mcp/audit.jsonl");
  equal(
    await auditLog("linux", { HOME: "/home/ann", XDG_STATE_HOME: "/state" }),
    "/state/proxmox-mcp/audit.jsonl",
  );
  equal(await auditLog("linux", {}), "/var/lib/proxmox-mcp/audit.jsonl");
  equal(
    await auditLog("darwin", { HOME: "/Users/ann" }),
    "/Users/ann/Library/Application Support/proxmox-mcp/audit.jsonl",
  );
  equal(
    await auditLog("windows", { LOCALAPPDATA: "/Users/ann/Local" }),
    "/Users/ann/Local/proxmox-mcp/audit.jsonl",
  );
  match(await auditLog("linux", { PROXMOX_AUDIT_LOG: "audit.jsonl" }), /\/nowhere\/audit\.jsonl$/);
});

Deno.test("what is in force lists every setting once, with secrets masked", async () => {
  const { inForce } = await loadEnv({
    PROXMOX_HOST: "pve.example",
    PROXMOX_API_TOKEN_ID: "mcp@pve!assistant=canary-secret",
    MCP_AUTH_TOKEN: "canary-secret-of-http",
  });
  equal(new Set(inForce.map((value) => value.name)).size, inForce.length);
  equal(JSON.stringify(inForce).includes("canary"), false);
  equal(inForce.find((value) => value.name === "PROXMOX_API_TOKEN_ID")?.text, "mcp@pve!assistant=********");
  equal(inForce.find((value) => value.name === "MCP_AUTH_TOKEN")?.text, "********");
});

Deno.test("every secret is handed out for redaction", async () => {
  await withFiles({ key: "-----BEGIN OPENSSH PRIVATE KEY-----\n" }, async (cwd) => {
    const { secrets } = await loadEnv({
      ...login,
      PROXMOX_SSH_KEY_PATH: "key",
      PROXMOX_SSH_KEY_PASSPHRASE: "the passphrase",
      PROXMOX_SSH_PASSWORD: "the ssh password",
      MCP_AUTH_TOKEN: "the bearer token of http",
      MCP_STATE_KEY: "0123456789abcdef0123456789abcdef",
    }, { cwd });
    deepEqual(
      new Set(secrets),
      new Set([
        login.PROXMOX_API_TOKEN_SECRET,
        "the passphrase",
        "the ssh password",
        "the bearer token of http",
        "0123456789abcdef0123456789abcdef",
      ]),
    );
  });
});
