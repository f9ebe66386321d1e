import { envExample } from "../src/config/describe/env_example.ts";
import { fileSchema } from "../src/config/describe/file_schema.ts";
import { accessParts } from "./docs/access_lines.ts";
import { repositoryCard } from "./docs/agent_card.ts";
import { buttons, clientSnippets, cursorButton, vsCodeButton } from "./docs/clients.ts";
import { conversationParts, sessionPicture } from "./docs/conversation_parts.ts";
import { doctorScreen } from "./docs/doctor_screen.ts";
import { commandTable, figures, runFromSource, toolsetTable, usualSettings } from "./docs/readme.ts";
import { settingsPage } from "./docs/settings_page.ts";
import { importMap } from "./docs/import_map.ts";
import { errorsPage } from "./docs/errors/page.ts";
import { replaceSections, type Sections } from "./docs/sections.ts";
import { toolsPage } from "./docs/tools_page.ts";
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
    buttons,
    clients: clientSnippets,
    tools: toolsetTable,
    commands: commandTable,
    settings: usualSettings,
  },
  "docs/quick-start.md": { doctor: doctorScreen },
  "docs/setup.md": accessParts,
  "docs/upgrading.md": upgradingParts,
  "docs/usage.md": conversationParts,
};

/** Files that are generated as a whole, by their path in the repository. */
export const wholeFiles: Readonly<Record<string, () => string | Promise<string>>> = {
  ".env.example": envExample,
  "agent-card.json": repositoryCard,
  "docs/add-to-cursor.svg": cursorButton,
  "docs/add-to-vs-code.svg": vsCodeButton,
  "docs/errors.md": errorsPage,
  "docs/import-map.json": importMap,
  "docs/proxmox-config.schema.json": () => `${JSON.stringify(fileSchema(), null, 2)}\n`,
  "docs/session.svg": sessionPicture,
  "docs/settings.md": settingsPage,
  "docs/tools.md": toolsPage,
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
