import { envExample } from "../src/config/describe/env_example.ts";
import { fileSchema } from "../src/config/describe/file_schema.ts";
import { settingsTable } from "../src/config/describe/markdown.ts";
import { repositoryCard } from "./docs/agent_card.ts";
import { importMap } from "./docs/import_map.ts";
import { commandTable, figures, runFromSource, toolTables } from "./docs/readme.ts";
import { replaceSections, type Sections } from "./docs/sections.ts";
import { upgradingParts } from "./docs/upgrading.ts";

/**
 * The generated parts of documents: what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->`.
 *
 * A new part is a new entry here and the two markers in the document.
 */
export const parts: Readonly<Record<string, Sections>> = {
  "README.md": {
    figures,
    run: runFromSource,
    tools: toolTables,
    commands: commandTable,
    settings: settingsTable,
  },
  "docs/upgrading.md": upgradingParts,
};

/** Files that are generated as a whole, by their path in the repository. */
export const wholeFiles: Readonly<Record<string, () => string | Promise<string>>> = {
  ".env.example": envExample,
  "agent-card.json": repositoryCard,
  "docs/import-map.json": importMap,
  "docs/proxmox-config.schema.json": () => `${JSON.stringify(fileSchema(), null, 2)}\n`,
};

/** Generates everything; with `check` nothing is written. Answers with the paths that were out of date. */
export async function generate(root: URL, check: boolean): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [path, make] of Object.entries(wholeFiles)) {
    await update(path, await readIfThere(new URL(path, root)), await make());
  }
  for (const [path, sections] of Object.entries(parts)) {
    const before = await Deno.readTextFile(new URL(path, root));
    await update(path, before, await replaceSections(before, sections));
  }
  return stale;

  async function update(path: string, before: string | undefined, after: string): Promise<void> {
    if (before === after) return;
    stale.push(path);
    if (check) return;
    const target = new URL(path, root);
    await Deno.mkdir(new URL(".", target), { recursive: true });
    await Deno.writeTextFile(target, after);
  }
}

async function readIfThere(url: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const check = Deno.args.includes("--check");
  const stale = await generate(new URL("../", import.meta.url), check);
  for (const path of stale) say(check ? `${path} is out of date: run deno task docs.` : `${path} written.`);
  if (check && stale.length > 0) Deno.exit(1);
}
