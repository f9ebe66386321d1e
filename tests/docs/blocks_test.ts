import assert from "node:assert/strict";
import { parse as parseToml } from "smol-toml";
import * as z from "zod";
import { allSettings } from "../../src/config/declared/all.ts";
import { otherNames } from "../../src/config/describe/parts.ts";
import { fileSchema } from "../../src/config/describe/file_schema.ts";
import { type Block, blocksIn, placeOf, readDocuments } from "./document.ts";

const documents = await readDocuments();

const servers = z.record(z.string(), z.looseObject({ env: z.record(z.string(), z.string()).optional() }));
const clientFile = z.looseObject({
  mcpServers: servers.optional(),
  servers: servers.optional(),
  context_servers: servers.optional(),
  mcp_servers: servers.optional(),
});
const properties = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  $defs: z.object({ cluster: properties }),
}).parse(fileSchema());

const settingNames = new Set(allSettings.flatMap((setting) => [setting.name, ...otherNames(setting)]));

/** What is wrong with a client's file or a configuration file of this program, by its names. */
function strangeNames(content: unknown): readonly string[] {
  const { mcpServers, servers, context_servers, mcp_servers, ...rest } = clientFile.parse(content);
  const registered = mcpServers ?? servers ?? context_servers ?? mcp_servers;
  if (registered !== undefined) {
    return Object.values(registered).flatMap(({ env = {} }) => Object.keys(env)).filter((name) =>
      !settingNames.has(name)
    );
  }
  const { clusters = {}, ...shared } = rest;
  const perCluster = z.record(z.string(), z.record(z.string(), z.unknown())).parse(clusters);
  return [
    ...Object.keys(shared).filter((key) => !(key in schema.properties)),
    ...Object.values(perCluster).flatMap((cluster) => Object.keys(cluster))
      .filter((key) => !(key in schema.$defs.cluster.properties)),
  ];
}

Deno.test("every block of JSON and TOML can be read, and names settings that exist", () => {
  const blocks = blocksIn(documents, "json", "toml");
  assert.ok(blocks.length > 10);
  for (const block of blocks) assert.deepEqual(strangeNames(read(block)), [], placeOf(block));
});

function read(block: Block): unknown {
  try {
    return block.language === "json" ? JSON.parse(block.text) : parseToml(block.text);
  } catch (cause) {
    throw new Error(`${placeOf(block)} cannot be read`, { cause });
  }
}

Deno.test("a setting that does not exist is found in a client's file and in one of this program", () => {
  assert.deepEqual(strangeNames({ mcpServers: { proxmox: { env: { PROXMOX_HOSTT: "x" } } } }), [
    "PROXMOX_HOSTT",
  ]);
  assert.deepEqual(strangeNames({ hosst: "x", clusters: { home: { prot: 1 } } }), ["hosst", "prot"]);
});

Deno.test({
  name: "every block for a shell is one that a shell can read",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    for (const block of blocksIn(documents, "sh")) {
      const shell = new Deno.Command("sh", {
        args: ["-n", "-c", block.text],
        stderr: "piped",
        stdin: "null",
        signal: AbortSignal.timeout(10_000),
      });
      const { success, stderr } = await shell.output();
      assert.ok(success, `${placeOf(block)}: ${new TextDecoder().decode(stderr)}`);
    }
  },
});

Deno.test("every block says which language it is in", () => {
  const unknown = documents.flatMap(({ blocks }) => blocks)
    .filter(({ language }) => !["sh", "json", "toml", "text", "powershell", "yaml", "ts"].includes(language));
  assert.deepEqual(unknown.map(placeOf), []);
});
