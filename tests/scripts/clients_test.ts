import assert from "node:assert/strict";
import * as z from "zod";
import { buttons, clientSnippets, cursorLink, vsCodeLink } from "../../scripts/docs/clients.ts";
import { clients } from "../../src/cli/setup/clients/catalog.ts";
import { allSettings } from "../../src/config/declared/all.ts";

const entry = z.looseObject({ command: z.string().min(1), env: z.record(z.string(), z.string()) });
const names = allSettings.map(({ name }) => name);

Deno.test("the link to Cursor holds an entry that names settings", () => {
  const config = new URL(cursorLink()).searchParams.get("config") ?? "";
  const { env } = entry.parse(JSON.parse(atob(config)));
  assert.deepEqual(Object.keys(env).filter((name) => !names.includes(name)), []);
});

Deno.test("the link to VS Code holds an entry that asks for each of its values, for the secret hidden", () => {
  const { searchParams } = new URL(vsCodeLink());
  const { env } = entry.parse(JSON.parse(searchParams.get("config") ?? ""));
  const inputs = z.array(z.object({ id: z.string(), password: z.boolean().optional() }))
    .parse(JSON.parse(searchParams.get("inputs") ?? ""));
  assert.deepEqual(Object.values(env), inputs.map(({ id }) => `\${input:${id}}`));
  assert.deepEqual(Object.keys(env).filter((name) => !names.includes(name)), []);
  assert.deepEqual(inputs.filter(({ password }) => password === true).map(({ id }) => id), ["secret"]);
  assert.ok(buttons().includes(vsCodeLink()));
});

Deno.test("every client that setup knows has its file and its entry", async () => {
  const text = await clientSnippets();
  for (const { title, section } of clients) {
    const fold = text.slice(text.indexOf(`<summary>${title}</summary>`));
    assert.match(
      fold,
      new RegExp(`^<summary>${title}</summary>\n\n[^\n]*\`[^\n]+\`:\n\n\`\`\`(?:json|toml)\n[^]*?${section}`),
    );
  }
});
