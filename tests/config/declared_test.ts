import { deepEqual, equal, match, ok } from "node:assert/strict";
import { parseEnv } from "node:util";
import { allSettings } from "../../src/config/declared/all.ts";
import { envExample } from "../../src/config/describe/env_example.ts";
import { fileSchema } from "../../src/config/describe/file_schema.ts";
import { settingsHelp } from "../../src/config/describe/help.ts";
import { settingsTable } from "../../src/config/describe/markdown.ts";
import { loadSettings } from "../../src/config/load.ts";
import { withFiles } from "./fixture.ts";

Deno.test("every name, alias, key and option of a setting is its own", () => {
  for (
    const names of [
      allSettings.flatMap((setting) => [setting.name, ...setting.aliases]),
      allSettings.map((setting) => setting.key),
      allSettings.map((setting) => setting.option),
    ]
  ) equal(new Set(names).size, names.length);
});

Deno.test("every setting has one or more sentences, and its default fits its own schema", () => {
  for (const setting of allSettings) {
    match(setting.doc, /^[A-Z0-9`].*\.$/s, setting.name);
    // Lists of parsed selectors are written as text; an empty one is the same in both forms.
    if (setting.default !== undefined) ok(setting.schema().safeParse(setting.default).success, setting.name);
  }
});

Deno.test("help, README table and .env.example name every setting", () => {
  const help = settingsHelp();
  const table = settingsTable();
  const example = envExample();
  for (const setting of allSettings) {
    ok(help.includes(setting.name), `${setting.name} in the help`);
    for (const alias of setting.aliases) ok(table.includes(`\`${alias}\``), `${alias} in the table`);
    ok(table.includes(`\`${setting.name}\``), `${setting.name} in the table`);
    match(example, new RegExp(`^(?:# )?${setting.name}=`, "m"));
  }
});

Deno.test("the help reads as it should", async (t) => {
  await t.assertSnapshot(settingsHelp());
});

Deno.test(".env.example loads as it is, with the values it shows", async () => {
  await withFiles({ ".env": envExample() }, async (cwd) => {
    const { settings, warnings } = await loadSettings({ env: {}, cwd });
    deepEqual(warnings, []);
    deepEqual(settings.clusters[0]?.auth, {
      kind: "token",
      id: "mcp@pve!assistant",
      secret: "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    });
  });
});

Deno.test("every example in .env.example is a value that its setting accepts", () => {
  const examples = parseEnv(envExample().replace(/^# ([A-Z_]+=)/gm, "$1"));
  const notAValue = new Set(["PROXMOX_SSH_HOST_KEY", "MCP_STATE_KEY"]);
  for (const setting of allSettings) {
    if (notAValue.has(setting.name)) continue;
    ok(setting.schema().safeParse(examples[setting.name]).success, setting.name);
  }
});

Deno.test("the JSON Schema of the file has every key, and clusters only what clusters may have", () => {
  const schema: unknown = fileSchema();
  ok(hasProperties(schema));
  const cluster: unknown = schema.$defs?.cluster;
  ok(hasProperties(cluster));
  for (const setting of allSettings) {
    ok(setting.key in schema.properties, setting.key);
    equal(setting.key in cluster.properties, setting.perCluster, setting.key);
    if (setting.secret) ok(`${setting.key}File` in schema.properties, setting.key);
  }
});

function hasProperties(
  value: unknown,
): value is { readonly properties: Record<string, unknown>; readonly $defs?: Record<string, unknown> } {
  return typeof value === "object" && value !== null && "properties" in value &&
    typeof value.properties === "object";
}
