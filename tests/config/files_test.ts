import { deepEqual, equal, match } from "node:assert/strict";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import { errorOf, login, mistakesOf, withFiles } from "./fixture.ts";

const dotenv = Object.entries(login).map(([name, value]) => `${name}="${value}"`).join("\n");

Deno.test(".env is found up to five directories above the working directory, and no further", async () => {
  await withFiles({ ".env": dotenv, "1/2/3/4/5/6/here": "" }, async (top) => {
    const found = await loadSettings({ env: {}, cwd: join(top, "1/2/3/4/5") });
    equal(found.settings.clusters[0]?.host, "pve.example");
    const [mistake = ""] = await mistakesOf(loadSettings({ env: {}, cwd: join(top, "1/2/3/4/5/6") }));
    match(mistake, /^No Proxmox host is set/);
  });
});

Deno.test("the nearest .env is the only one read, and a directory of that name is passed over", async () => {
  await withFiles(
    { ".env": `${dotenv}\nPROXMOX_PORT=1111\n`, "a/.env/inside": "", "a/b/x": "" },
    async (top) => {
      const { settings, paths } = await loadSettings({ env: {}, cwd: join(top, "a/b") });
      equal(settings.clusters[0]?.port, 1111);
      deepEqual(paths, [join(top, ".env")]);
    },
  );
  await withFiles({ ".env": "PROXMOX_PORT=1111\n", "a/.env": dotenv }, async (top) => {
    const { settings } = await loadSettings({ env: {}, cwd: join(top, "a") });
    equal(settings.clusters[0]?.port, 8006);
  });
});

Deno.test("a relative path is relative to the file that it stands in", async () => {
  await withFiles({
    ".env": `${dotenv}\nLOG_DIR=logs\n`,
    "project/proxmox-config.json": '{ "filesRoot": "files" }',
  }, async (top) => {
    const { settings } = await loadSettings({
      env: { PROXMOX_AUDIT_LOG: "audit" },
      cwd: join(top, "project"),
    });
    equal(settings.log.directory, join(top, "logs"));
    equal(settings.policy.filesRoot, join(top, "project/files"));
    equal(settings.policy.auditLog, join(top, "project/audit"));
  });
});

Deno.test("--config and PROXMOX_CONFIG name another file, which must be there", async () => {
  await withFiles({
    "proxmox-config.json": '{ "port": 1111 }',
    "other/lab.json": '{ "port": 2222 }',
  }, async (cwd) => {
    const args = ["--config", "other/lab.json"];
    equal((await loadSettings({ args, env: login, cwd })).settings.clusters[0]?.port, 2222);
    const env = { ...login, PROXMOX_CONFIG: "other/lab.json" };
    equal((await loadSettings({ env, cwd })).settings.clusters[0]?.port, 2222);
    deepEqual(await mistakesOf(loadSettings({ args: ["--config=gone.json"], env: login, cwd })), [
      `The configuration file ${join(cwd, "gone.json")} does not exist: check its path and its permissions.`,
    ]);
  });
});

Deno.test("the user's own file serves where nothing else names a cluster, and is never mixed with another", async () => {
  const own = (host: string) =>
    JSON.stringify({ host, apiTokenId: login.PROXMOX_API_TOKEN_ID, apiTokenSecret: "s" });
  const name = "proxmox-mcp/proxmox-config.json";
  await withFiles({
    [`home/.config/${name}`]: own("linux.example"),
    [`home/Library/Application Support/${name}`]: own("mac.example"),
    [`home/AppData/Roaming/${name}`]: own("windows.example"),
    [`xdg/${name}`]: own("moved.example"),
    "project/proxmox-config.json": own("project.example"),
    "empty/x": "",
  }, async (top) => {
    const env = { HOME: join(top, "home") };
    const load = async (options: Partial<Parameters<typeof loadSettings>[0]>) =>
      (await loadSettings({ env, cwd: join(top, "empty"), os: "linux", ...options })).settings.clusters[0]
        ?.host;
    equal(await load({}), "linux.example");
    equal(await load({ os: "darwin" }), "mac.example");
    equal(await load({ os: "windows" }), "windows.example");
    equal(await load({ env: { ...env, XDG_CONFIG_HOME: join(top, "xdg") } }), "moved.example");
    equal(await load({ cwd: join(top, "project") }), "project.example");
    equal(await load({ env: { ...env, ...login } }), "pve.example");
    const incomplete = {
      env: { ...env, PROXMOX_API_TOKEN_ID: login.PROXMOX_API_TOKEN_ID },
      os: "linux",
    } as const;
    const mistakes = await mistakesOf(loadSettings({ ...incomplete, cwd: join(top, "empty") }));
    match(mistakes.join(" "), /No Proxmox host is set/);
    match(
      (await mistakesOf(loadSettings({ env, cwd: join(top, "empty"), searchFiles: false }))).join(" "),
      /No Proxmox host/,
    );
  });
});

Deno.test("broken JSON is told with line and column", async (t) => {
  const told: Record<string, readonly string[]> = {};
  for (
    const text of [
      '{\n  "host": "pve",\n}',
      '{\n  "host" "pve"\n}',
      "{ host: 1 }",
      "",
      '{ "a": 1 } x',
      '{ "path": "C:\\Users" }',
      '// note\n{ "host": "pve" }',
      '{ "host": "pve"',
      "[]",
    ]
  ) {
    await withFiles({ "c.json": text }, async (cwd) => {
      const mistakes = await mistakesOf(loadSettings({ args: ["--config", "c.json"], env: login, cwd }));
      told[text] = mistakes.map((mistake) => mistake.replace(cwd, "DIR"));
    });
  }
  await t.assertSnapshot(told);
});

Deno.test("an unknown key in the file is a mistake that names the nearest known one", async () => {
  await withFiles({
    "proxmox-config.json": JSON.stringify({
      hots: "a",
      apiTokenID: "b",
      PROXMOX_PROT: 1,
      cluster: {},
      xyzzy: 1,
    }),
  }, async (cwd) => {
    const at = `in ${join(cwd, "proxmox")}-config.json is no setting:`;
    deepEqual(await mistakesOf(loadSettings({ env: login, cwd })), [
      `hots ${at} did you mean host?`,
      `apiTokenID ${at} did you mean apiTokenId?`,
      `PROXMOX_PROT ${at} did you mean PROXMOX_PORT?`,
      `cluster ${at} did you mean clusters?`,
      `xyzzy ${at} remove it, or see proxmox-mcp --help for the settings.`,
    ]);
  });
});

Deno.test("the same setting twice in the file is a mistake", async () => {
  await withFiles({ "proxmox-config.json": '{ "host": "a", "PROXMOX_HOST": "b" }' }, async (cwd) => {
    deepEqual(await mistakesOf(loadSettings({ env: { ...login, PROXMOX_HOST: "" }, cwd })), [
      `host in ${
        join(cwd, "proxmox")
      }-config.json and PROXMOX_HOST are the same setting: remove one of them.`,
    ]);
  });
});

Deno.test("a secret may come from a file, by variable, option or key, and loses one line break at its end", async () => {
  const { PROXMOX_API_TOKEN_SECRET: _, ...rest } = login;
  await withFiles({
    "secret": "from a file\r\n",
    "lines": "two\n\n",
    "empty": "\n",
    "c.json": '{ "apiTokenSecretFile": "secret" }',
  }, async (cwd) => {
    const secretOf = async (env: Record<string, string>, args: readonly string[] = []) => {
      const { settings } = await loadSettings({ env: { ...rest, ...env }, args, cwd });
      const auth = settings.clusters[0]?.auth;
      return auth?.kind === "token" ? auth.secret : undefined;
    };
    equal(await secretOf({ PROXMOX_API_TOKEN_SECRET_FILE: "secret" }), "from a file");
    equal(await secretOf({ PROXMOX_TOKEN_VALUE_FILE: join(cwd, "secret") }), "from a file");
    equal(await secretOf({}, ["--api-token-secret-file", "secret"]), "from a file");
    equal(await secretOf({}, ["--config", "c.json"]), "from a file");
    const user = { PROXMOX_HOST: "pve", PROXMOX_USER: "a@pve" };
    const loaded = await loadSettings({ env: { ...user, PROXMOX_PASSWORD_FILE: "lines" }, cwd });
    deepEqual(loaded.settings.clusters[0]?.auth, { kind: "password", user: "a@pve", password: "two\n" });
    deepEqual(await mistakesOf(loadSettings({ env: { ...user, PROXMOX_PASSWORD_FILE: "empty" }, cwd })), [
      `PROXMOX_PASSWORD_FILE in the environment names ${
        join(cwd, "empty")
      }, which is empty: write the secret into it.`,
    ]);
  });
});

Deno.test({
  name: "a file with secrets that others may read is warned of",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFiles({ ".env": dotenv, "proxmox-config.json": '{ "password": "hunter2" }' }, async (cwd) => {
      await Deno.chmod(join(cwd, ".env"), 0o644);
      await Deno.chmod(join(cwd, "proxmox-config.json"), 0o640);
      const error = await errorOf(loadSettings({ env: { PROXMOX_USER: "root@pam" }, cwd }));
      const sentence = (path: string) =>
        `${path} holds secrets and other users of this machine may read it: run chmod 600 ${path}.`;
      deepEqual(error?.warnings, [sentence(join(cwd, ".env")), sentence(join(cwd, "proxmox-config.json"))]);
    });
  },
});
