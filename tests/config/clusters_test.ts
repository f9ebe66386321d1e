import { deepEqual, equal } from "node:assert/strict";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import { login, mistakesOf, withFiles } from "./fixture.ts";

function file(content: unknown): Readonly<Record<string, string>> {
  return { "proxmox-config.json": JSON.stringify(content) };
}

Deno.test("clusters have settings of their own, which win over the shared ones", async () => {
  await withFiles({
    ...file({
      timeout: 5000,
      readOnly: true,
      clusters: {
        home: { host: "pve.home", apiTokenId: "mcp@pve!a", apiTokenSecretFile: "home-secret" },
        lab: {
          host: "pve.lab:8007",
          PROXMOX_USER: "root@pam",
          password: "hunter2",
          timeout: 1000,
          verifySsl: false,
        },
      },
    }),
    "home-secret": "secret of home\n",
  }, async (cwd) => {
    const { settings, inForce, warnings } = await loadSettings({ env: { PROXMOX_RETRY_ATTEMPTS: "0" }, cwd });
    const [home, lab] = settings.clusters;
    equal(settings.clusters.length, 2);
    deepEqual([home?.name, home?.host, home?.port, home?.timeout], ["home", "pve.home", 8006, 5000]);
    deepEqual(home?.auth, { kind: "token", id: "mcp@pve!a", secret: "secret of home" });
    deepEqual([lab?.name, lab?.host, lab?.port, lab?.timeout], ["lab", "pve.lab", 8007, 1000]);
    deepEqual(lab?.auth, { kind: "password", user: "root@pam", password: "hunter2" });
    deepEqual([home?.retryAttempts, lab?.retryAttempts], [0, 0]);
    equal(settings.policy.readOnly, true);
    deepEqual(
      inForce.filter((value) => value.name === "PROXMOX_HOST").map((value) => [value.cluster, value.text]),
      [
        ["home", "pve.home"],
        ["lab", "pve.lab:8007"],
      ],
    );
    deepEqual(warnings.map((warning) => warning.split(" ", 1)[0]), ["clusters.lab.verifySsl"]);
  });
});

Deno.test("mistakes in clusters name the cluster and the key", async () => {
  await withFiles(
    file({
      clusters: {
        home: { port: 1, apiTokenId: "mcp@pve!a", apiTokenSecret: "abcdefgh" },
        lab: { host: "pve.lab", readOnly: true, hots: 1 },
        "bad name": { host: "x" },
        empty: 7,
      },
    }),
    async (cwd) => {
      const path = `${join(cwd, "proxmox")}-config.json`;
      deepEqual(await mistakesOf(loadSettings({ env: {}, cwd })), [
        `clusters.lab.readOnly in ${path} holds for all clusters: move it out of clusters, to the top of the file.`,
        `clusters.lab.hots in ${path} is no setting: did you mean host?`,
        `clusters in ${path} has the name "bad name": use letters, digits, and the characters _ . - (at most 63).`,
        `clusters.empty in ${path} must be an object such as { "host": "pve.example" }.`,
        'The cluster home has no host: add "host": "pve.example" to clusters.home.',
        "No login of the cluster lab is set: set PROXMOX_API_TOKEN_ID (user@realm!name) and PROXMOX_API_TOKEN_SECRET, " +
        "or PROXMOX_USER and PROXMOX_PASSWORD, or PROXMOX_SSH_USER and PROXMOX_SSH_KEY_PATH.",
      ]);
    },
  );
});

Deno.test("a host outside of clusters is a mistake, since it would have no effect", async () => {
  await withFiles(file({ clusters: { home: { host: "pve.home" } } }), async (cwd) => {
    deepEqual(await mistakesOf(loadSettings({ env: login, cwd })), [
      "PROXMOX_HOST in the environment names one host, but the configuration file names clusters (home): " +
      "remove one of them, or choose another file with --config.",
    ]);
  });
});

Deno.test("clusters must be an object with at least one entry", async () => {
  for (const clusters of [[], {}, "home"]) {
    await withFiles(file({ clusters }), async (cwd) => {
      equal((await mistakesOf(loadSettings({ env: login, cwd }))).length, 1, JSON.stringify(clusters));
    });
  }
});
