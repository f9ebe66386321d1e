import { deepEqual, equal } from "node:assert/strict";
import { nearestOption, splitArguments } from "../../src/config/command_line.ts";
import { loadEnv, login, mistakesOf } from "./fixture.ts";

Deno.test("settings are taken out of the arguments, with their values, and the rest is left in order", () => {
  deepEqual(
    splitArguments([
      "serve",
      "--host",
      "pve",
      "--http",
      "--read-only",
      "--port=8007",
      "x",
      "--no-verify-ssl",
      "--json",
    ]),
    {
      settings: ["--host", "pve", "--read-only", "--port=8007", "--no-verify-ssl"],
      rest: ["serve", "--http", "x", "--json"],
    },
  );
});

Deno.test("nothing after a double dash is taken", () => {
  deepEqual(splitArguments(["call", "--", "--host", "pve"]), {
    settings: [],
    rest: ["call", "--", "--host", "pve"],
  });
});

Deno.test("a switch takes the next argument only when that is a truth value", () => {
  deepEqual(splitArguments(["--read-only", "serve"]), { settings: ["--read-only"], rest: ["serve"] });
  deepEqual(splitArguments(["--read-only", "off", "serve"]), {
    settings: ["--read-only", "off"],
    rest: ["serve"],
  });
});

Deno.test("options set settings, and switches can be turned off with --no-", async () => {
  const args = [
    "--port",
    "8007",
    "--safe-mode",
    "--i-accept-risks=yes",
    "--no-verify-ssl",
    "--read-only",
    "false",
  ];
  const { settings } = await loadEnv({ ...login, PROXMOX_READ_ONLY: "true" }, { args });
  equal(settings.clusters[0]?.port, 8007);
  equal(settings.clusters[0]?.tls.kind, "insecure");
  equal(settings.policy.safeMode, true);
  equal(settings.policy.acceptRisks, true);
  equal(settings.policy.readOnly, false);
});

Deno.test("a secret on the command line is refused without being shown", async () => {
  for (const args of [["--password", "hunter2"], ["--password=hunter2"]]) {
    deepEqual(await mistakesOf(loadEnv(login, { args })), [
      "--password is refused, since every user of this machine can read a command line: set PROXMOX_PASSWORD in the " +
      "environment, or give a file with --password-file.",
    ]);
  }
});

Deno.test("an unknown option and a missing value are mistakes", async () => {
  deepEqual(await mistakesOf(loadEnv(login, { args: ["--hots", "pve", "--frobnicate-it", "--timeout"] })), [
    "--hots is no option: did you mean --host?",
    "--frobnicate-it is no option: proxmox-mcp --help lists them.",
    "--timeout needs a value: write --timeout VALUE.",
  ]);
  equal(nearestOption("--redonly"), "--read-only");
});
