import assert from "node:assert/strict";
import { commands } from "../../src/cli/commands.ts";
import { allSettings } from "../../src/config/declared/all.ts";
import { otherNames } from "../../src/config/describe/parts.ts";
import { everyAlias, everyTool } from "../../src/server/tool_source.ts";
import { type Document, readDocuments } from "./document.ts";

const documents = (await readDocuments()).filter(({ path }) => path !== "CHANGELOG.md");

/** Variables that are no settings: of the installers, of setup, and how tests name a whole family. */
const furtherVariables = new Set([
  "PROXMOX_MCP_BIN",
  "PROXMOX_MCP_DOWNLOAD",
  "PROXMOX_MCP_CONFIG",
  "PROXMOX_SETUP_CODE",
]);

/** Tools are named in full, or with a star for several. */
const toolName = /\bproxmox_[a-z][a-z_*]*/g;

function strangers(pattern: RegExp, isKnown: (name: string) => boolean): readonly string[] {
  return documents.flatMap(({ path, text }) =>
    [...new Set(text.match(pattern) ?? [])].filter((name) => !isKnown(name)).map((name) => `${path}: ${name}`)
  );
}

Deno.test("every setting that a document names exists", () => {
  const known = new Set(allSettings.flatMap((setting) => [setting.name, ...otherNames(setting)]));
  assert.deepEqual(
    strangers(
      /\b(?:PROXMOX|MCP)_[A-Z][A-Z_]*[A-Z]\b/g,
      (name) => known.has(name) || furtherVariables.has(name),
    ),
    [],
  );
});

Deno.test("every tool that a document names exists", async () => {
  const names = [...await everyTool(), ...await everyAlias()].map(({ name }) => name);
  const isKnown = (name: string) =>
    name.includes("*")
      ? names.some((known) => new RegExp(`^${name.replaceAll("*", ".*")}$`).test(known))
      : names.includes(name);
  assert.deepEqual(strangers(toolName, isKnown), []);
});

/** Command lines of this program in a document, in blocks and between backquotes. */
function ownLines({ text }: Document): readonly string[] {
  return [...text.matchAll(/(?:^|[`(])proxmox-mcp((?: [^`\n|>)]+)?)/gm)].map(([, rest = ""]) => rest.trim())
    .map((line) => line.replace(/\s+#.*$/, "")).filter((line) => /^(?:--)?[a-z]/.test(line));
}

Deno.test("every command and option of this program that a document names exists", () => {
  const settingOptions = new Set(allSettings.map(({ option }) => option));
  const strange: string[] = [];
  for (const document of documents) {
    for (const line of ownLines(document)) {
      const words = line.split(/\s+/);
      const command = commands.find(({ name }) => name === words[0]);
      if (command === undefined && !/^(?:--demo|--help|--version|help)$/.test(words[0] ?? "")) {
        strange.push(`${document.path}: proxmox-mcp ${line}`);
        continue;
      }
      const own = `${command?.usage ?? ""} ${command?.details ?? ""} --demo --help --version --config`;
      for (const [option] of line.matchAll(/(?<=\s)--[a-z-]+/g)) {
        if (!own.includes(option) && !settingOptions.has(option)) {
          strange.push(`${document.path}: proxmox-mcp ${line}: ${option}`);
        }
      }
    }
  }
  assert.deepEqual(strange, []);
});

Deno.test("every task of Deno that a document names exists", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assert.deepEqual(
    strangers(/(?<=\bdeno(?:@[\d.]+)? task )[a-z]+/g, (name) => name in tasks),
    [],
  );
});
