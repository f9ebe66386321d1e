import assert from "node:assert/strict";
import { type Import, type ImportGraph, listSources, readImportGraph, repository } from "./graph.ts";
import { findCycles, findDirectionFaults, loadedAtStart } from "./rules.ts";

async function readProgram(): Promise<ImportGraph> {
  return await readImportGraph(["main.ts", ...await listSources("src")]);
}

/** A graph as the rules read it, from `file: [imported file or package]`. */
function graphOf(files: Readonly<Record<string, readonly string[]>>): ImportGraph {
  return new Map(
    Object.entries(files).map(([file, imports]) => [
      file,
      imports.map((specifier): Import => ({
        specifier,
        file: specifier.endsWith(".ts") ? specifier : undefined,
        atStart: true,
      })),
    ]),
  );
}

Deno.test("imports between the rooms of src point one way", async () => {
  const graph = await readProgram();
  assert.ok(graph.size > 20, `only ${graph.size} files were read below ${repository}`);
  assert.deepEqual(findDirectionFaults(graph), []);
});

Deno.test("no file imports itself in a circle", async () => {
  assert.deepEqual(findCycles(await readProgram()), []);
});

Deno.test("an import up the stairs, between neighbours or of the simulator is found", () => {
  const faults = findDirectionFaults(graphOf({
    "main.ts": ["src/cli/run.ts", "src/simulator/simulator.ts"],
    "src/cli/run.ts": ["src/server/build.ts", "src/simulator/simulator.ts"],
    "src/server/build.ts": ["src/tools/catalog.ts", "src/text/table.ts", "@modelcontextprotocol/server"],
    "src/tools/catalog.ts": ["src/server/build.ts", "@modelcontextprotocol/server"],
    "src/rest/client.ts": ["src/ssh/client.ts", "src/config/settings.ts"],
    "src/text/table.ts": ["src/log/log.ts"],
    "src/log/log.ts": ["src/text/table.ts", "src/config/settings.ts"],
    "src/simulator/simulator.ts": ["src/text/table.ts", "src/rest/client.ts"],
    "src/extras/thing.ts": [],
  }));
  assert.deepEqual(faults, [
    "main.ts may not import src/simulator/simulator.ts",
    "src/tools/catalog.ts may not import src/server/build.ts",
    "src/tools/catalog.ts may not import @modelcontextprotocol/server: only server/ speaks to the MCP SDK",
    "src/rest/client.ts may not import src/ssh/client.ts",
    "src/text/table.ts may not import src/log/log.ts",
    "src/log/log.ts may not import src/config/settings.ts",
    "src/simulator/simulator.ts may not import src/rest/client.ts",
    "src/extras/thing.ts is in a room that tests/house/rules.ts does not know",
  ]);
});

Deno.test("a circle of imports is found and written once", () => {
  const cycles = findCycles(graphOf({
    "src/rest/a.ts": ["src/rest/b.ts", "src/rest/c.ts"],
    "src/rest/b.ts": ["src/rest/c.ts"],
    "src/rest/c.ts": ["src/rest/a.ts"],
  }));
  assert.deepEqual(cycles, ["src/rest/a.ts -> src/rest/b.ts -> src/rest/c.ts -> src/rest/a.ts"]);
});

Deno.test("a start loads neither the simulator, nor SSH, nor what only other commands need", async () => {
  const loaded = loadedAtStart(await readProgram(), ["main.ts", "src/cli/serve.ts"]);
  assert.ok(loaded.includes("zod"), "zod is loaded at start, so this should have found it");
  const late =
    /^(?:ssh2|jose|jsonc-parser|picocolors|reflect-metadata|@(?:clack|peculiar|a2a-js)\/.*|src\/(?:simulator|ssh)\/.*)$/;
  assert.deepEqual(loaded.filter((name) => late.test(name)), []);
});

Deno.test("nothing loads the names of other servers but their own toolsets", async () => {
  const loaded = loadedAtStart(await readProgram(), [
    "main.ts",
    "src/cli/serve.ts",
    "src/server/tool_calls.ts",
    "src/tools/catalog.ts",
  ]);
  assert.ok(loaded.includes("src/tools/guest_power.ts"));
  assert.deepEqual(loaded.filter((name) => name.startsWith("src/tools/compat/")), []);
});

Deno.test("a dynamic import is not loaded at start, a plain one is, however deep", () => {
  const graph: ImportGraph = new Map([
    ["main.ts", [{ specifier: "src/cli/serve.ts", file: "src/cli/serve.ts", atStart: true }]],
    ["src/cli/serve.ts", [
      { specifier: "zod", file: undefined, atStart: true },
      { specifier: "src/ssh/client.ts", file: "src/ssh/client.ts", atStart: false },
    ]],
    ["src/ssh/client.ts", [{ specifier: "ssh2", file: undefined, atStart: true }]],
  ]);
  assert.deepEqual(loadedAtStart(graph, ["main.ts"]), ["main.ts", "src/cli/serve.ts", "zod"]);
});
