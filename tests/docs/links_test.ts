import assert from "node:assert/strict";
import { anchorsOf, type Document, linksOf, readDocuments, repository } from "./document.ts";

const documents = await readDocuments();

/** Names each link that leads nowhere: to no file, or to no heading of it. */
async function brokenLinks(documents: readonly Document[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const document of documents) {
    for (const link of linksOf(document)) {
      if (/^(?:https?|mailto):/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const file = path === "" ? document.path : new URL(path, `file:///${document.path}`).pathname.slice(1);
      const target = documents.find(({ path }) => path === file);
      const isThere = target !== undefined || await exists(file);
      if (!isThere || (anchor !== undefined && target !== undefined && !anchorsOf(target).has(anchor))) {
        broken.push(`${document.path} links to ${link}`);
      }
    }
  }
  return broken;
}

async function exists(file: string): Promise<boolean> {
  try {
    await Deno.stat(new URL(file, repository));
    return true;
  } catch {
    return false;
  }
}

Deno.test("every link within the repository leads to a file, and to a heading of it", async () => {
  assert.ok(documents.flatMap(linksOf).length > 30);
  assert.deepEqual(await brokenLinks(documents), []);
});

Deno.test("a link to no file and one to no heading are found", async () => {
  const prose =
    "# Some Thing (new)\n[a](#some-thing-new) [b](#other) [c](missing.md) [d](../LICENSE) `[e](f.md)`";
  const document = { path: "docs/a.md", text: prose, prose, blocks: [] };
  assert.deepEqual(await brokenLinks([document]), [
    "docs/a.md links to #other",
    "docs/a.md links to missing.md",
  ]);
});

Deno.test("every link to another site is an address over HTTPS", () => {
  for (const { path, ...document } of documents) {
    for (const link of linksOf({ path, ...document }).filter((link) => /^\w+:/.test(link))) {
      assert.match(link, /^https:\/\/[\w.-]+(?:\/|$)/, `${path}: ${link}`);
      assert.doesNotThrow(() => new URL(link), `${path}: ${link}`);
    }
  }
});

Deno.test("every page of docs/ can be reached from the README", () => {
  const readme = documents.find(({ path }) => path === "README.md");
  assert.ok(readme);
  const linked = new Set(linksOf(readme).map((link) => link.split("#")[0]));
  const pages = documents.map(({ path }) => path).filter((path) => path !== "README.md");
  assert.deepEqual(pages.filter((path) => !linked.has(path)), []);
});
