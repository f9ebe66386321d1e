import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { clients } from "../../../../src/cli/setup/clients/catalog.ts";
import { type ChangedFile, register, unregister } from "../../../../src/cli/setup/clients/changed_file.ts";
import type { Client } from "../../../../src/cli/setup/clients/client.ts";
import { lineDiff } from "../../../../src/cli/setup/clients/line_diff.ts";
import {
  planRegistration,
  type Registrant,
  type Registration,
} from "../../../../src/cli/setup/clients/registration.ts";
import { temporaryDirectory } from "../../../harness/cluster.ts";
import { examples } from "./examples.ts";

const mark = "/home/ann/.config/proxmox-mcp/proxmox-config.json";
const registrant: Registrant = {
  name: "proxmox",
  server: { command: "/usr/local/bin/proxmox-mcp", args: ["--config", mark] },
  mark,
};
const now = new Date("2026-11-28T21:00:00Z");

function clientOf(id: string): Client {
  const client = clients.find((known) => known.id === id);
  assert.ok(client, id);
  return client;
}

/** A client's file with this text, in a directory that is removed with it. */
async function withFile(
  client: Client,
  text: string | undefined,
  run: (file: string) => Promise<void>,
): Promise<void> {
  const directory = await temporaryDirectory();
  try {
    const file = join(directory, "of the client", client.syntax === "toml" ? "config.toml" : "mcp.json");
    await Deno.mkdir(dirname(file));
    if (text !== undefined) await Deno.writeTextFile(file, text, { mode: 0o640 });
    await run(file);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function opened(client: Client, file: string): Promise<Extract<Registration, { kind: "open" }>> {
  const plan = await planRegistration(client, file, registrant);
  assert.ok(plan.kind === "open", JSON.stringify(plan));
  return plan;
}

async function registered(client: Client, file: string): Promise<ChangedFile> {
  return await register(await opened(client, file), registrant.name, { now });
}

async function filesIn(file: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dirname(file)))).map(({ name }) => name).sort();
}

for (const client of clients) {
  Deno.test(`${client.title}: a file that is not there yet is made, for its user alone, and undo removes it`, async (t) => {
    await withFile(client, undefined, async (file) => {
      const changed = await registered(client, file);
      await t.assertSnapshot(await Deno.readTextFile(file));
      if (Deno.build.os !== "windows") assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
      assert.equal(changed.backup, null);
      assert.equal((await planRegistration(client, file, registrant)).kind, "registered");
      assert.equal(await unregister(client, changed), "removed");
      assert.deepEqual(await filesIn(file), []);
    });
  });

  Deno.test(`${client.title}: a file in use is extended, its comments and other entries stay, and undo restores every byte`, async (t) => {
    const { text } = examples.find((example) => example.client === client.id) ?? assert.fail(client.id);
    await withFile(client, text, async (file) => {
      const plan = await opened(client, file);
      await t.assertSnapshot(lineDiff(text, plan.after).join("\n"));
      const changed = await register(plan, registrant.name, { now });
      const after = await Deno.readTextFile(file);
      assert.equal(after, plan.after);
      for (const [comment] of text.matchAll(/(?:^|\s)(?:\/\/|#|\/\*).*/gm)) {
        assert.ok(after.includes(comment), comment);
      }
      if (Deno.build.os !== "windows") assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o640);
      assert.ok(changed.backup !== null);
      assert.equal(await Deno.readTextFile(changed.backup), text);
      assert.equal(await unregister(client, changed), "restored");
      assert.equal(await Deno.readTextFile(file), text);
      assert.equal((await filesIn(file)).length, 1, "no backup and no temporary file is left");
    });
  });

  Deno.test(`${client.title}: a malformed file is left alone, and it is said what is wrong with it`, async (t) => {
    const broken = client.syntax === "toml" ? ["[mcp_servers.docs\ncommand = 1\n", "mcp_servers = 3\n"] : [
      '{ "a": 1,, }',
      "[]",
      `{ "${client.section}": [] }`,
      ...(client.syntax === "json" ? ["{ } // note"] : []),
      ...(client.syntax === "commented" ? [`{ "a": 1, }`] : []),
    ];
    const reasons: string[] = [];
    for (const text of broken) {
      await withFile(client, text, async (file) => {
        const plan = await planRegistration(client, file, registrant);
        assert.ok(plan.kind === "closed", JSON.stringify(plan));
        reasons.push(plan.reason);
        assert.equal(await Deno.readTextFile(file), text);
        assert.equal((await filesIn(file)).length, 1);
      });
    }
    await t.assertSnapshot(reasons);
  });

  Deno.test(`${client.title}: an entry of that name that starts something else is never touched`, async () => {
    const foreign = { [client.section]: { proxmox: { command: "uvx", args: ["proxmox-mcp-plus"] } } };
    const text = client.syntax === "toml"
      ? `[mcp_servers.proxmox]\ncommand = "uvx"\nargs = ["proxmox-mcp-plus"]\n`
      : JSON.stringify(foreign);
    await withFile(client, text, async (file) => {
      const plan = await planRegistration(client, file, registrant);
      assert.ok(plan.kind === "closed" && plan.reason.includes("another server named proxmox"));
    });
  });

  Deno.test(`${client.title}: undo takes out the entry alone where the file was changed since`, async () => {
    const { text } = examples.find((example) => example.client === client.id) ?? assert.fail(client.id);
    await withFile(client, text, async (file) => {
      const changed = await registered(client, file);
      const since = client.syntax === "toml" ? "\n[later]\nx = 1\n" : "\n\n";
      await Deno.writeTextFile(file, await Deno.readTextFile(file) + since);
      assert.equal(await unregister(client, changed), "cleaned");
      const left = await Deno.readTextFile(file);
      assert.ok(!left.includes(mark));
      if (client.syntax === "toml") assert.ok(left.includes("[later]\nx = 1"));
      assert.equal(await unregister(client, changed), "nothing");
    });
  });
}

Deno.test("an entry of this program's own is renewed where its command has changed, and undo goes back to before the first", async () => {
  for (const id of ["vscode", "codex"]) {
    const client = clientOf(id);
    const { text } = examples.find((example) => example.client === id) ?? assert.fail(id);
    await withFile(client, text, async (file) => {
      const earlier = await registered(client, file);
      const moved = { ...registrant, server: { ...registrant.server, command: "/opt/proxmox-mcp" } };
      const plan = await planRegistration(client, file, moved);
      assert.ok(plan.kind === "open");
      const changed = await register(plan, registrant.name, {
        now: new Date(now.getTime() + 1),
        earlier,
      });
      assert.ok((await Deno.readTextFile(file)).includes("/opt/proxmox-mcp"));
      assert.equal(await unregister(client, changed), "restored");
      assert.equal(await Deno.readTextFile(file), text);
      assert.equal((await filesIn(file)).length, 1);
    });
  }
});

Deno.test("a file that changes between the look and the writing is not overwritten", async () => {
  const client = clientOf("claude-code");
  await withFile(client, `{ "numStartups": 1 }`, async (file) => {
    const plan = await opened(client, file);
    await Deno.writeTextFile(file, `{ "numStartups": 2 }`);
    await assert.rejects(register(plan, registrant.name, { now }), /was changed meanwhile/);
    assert.equal(await Deno.readTextFile(file), `{ "numStartups": 2 }`);
  });
});

Deno.test({
  name: "a link to the file stays a link, and what it leads to is written",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const client = clientOf("zed");
    await withFile(client, "{}", async (file) => {
      const link = join(dirname(file), "link.json");
      await Deno.symlink(file, link);
      const changed = await registered(client, link);
      assert.ok((await Deno.lstat(link)).isSymlink);
      assert.ok((await Deno.readTextFile(file)).includes(mark));
      assert.equal(await unregister(client, changed), "restored");
      assert.equal(await Deno.readTextFile(file), "{}");
    });
  },
});

Deno.test("TOML that a line-by-line change would damage is left alone", async () => {
  const client = clientOf("codex");
  const inline = `mcp_servers = { docs = { command = "npx" } }\n`;
  const hidden = `text = """\n[mcp_servers.proxmox]\n"""\n`;
  await withFile(client, inline, async (file) => {
    const plan = await planRegistration(client, file, registrant);
    assert.ok(
      plan.kind === "closed" && /cannot extend safely|no valid TOML/.test(plan.reason),
      JSON.stringify(plan),
    );
  });
  await withFile(client, hidden, async (file) => {
    const plan = await planRegistration(client, file, registrant);
    assert.equal(plan.kind, "closed");
  });
});

Deno.test("a byte order mark and an empty file are no obstacle", async () => {
  for (const [id, text] of [["windsurf", ""], ["claude-desktop", "\uFEFF{}"], ["codex", ""]] as const) {
    await withFile(clientOf(id), text, async (file) => {
      const changed = await registered(clientOf(id), file);
      assert.equal((await Deno.readTextFile(file)).startsWith("\uFEFF"), text.startsWith("\uFEFF"));
      assert.equal(await unregister(clientOf(id), changed), "restored");
      assert.equal(await Deno.readTextFile(file), text);
    });
  }
});
